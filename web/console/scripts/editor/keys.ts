/** The keys of the format, Chinese or English, and the text of a node. */

import { isMap, isScalar, isSeq } from "yaml";
import type { Node, YAMLMap } from "./yaml-places";

const ALIASES: Readonly<Record<string, string>> = {
  服务: "service", 版本: "version", 简介: "intro", 依据: "basis", 说法: "says", 渠道: "channels", 同意: "consent", 槽位: "slots", 计算: "computed", 步骤: "steps", 卡片: "cards", 适老: "elderly",
  标题: "title", 条款: "clause", 出处: "ref", 告知: "notice", 项目: "items", 拒绝: "refused", 类型: "type", 取值: "means", 问: "ask", 核对: "readback", 选项: "options", 个人信息: "personal",
  范围: "when", 脱敏: "masking", 最少: "least", 最多: "most", 单位: "unit", 必填: "required", 位数: "digits", 时段: "periods", 最早: "earliest", 格式: "pattern", 首次: "first", 再问: "again",
  电话: "phone", 大屏: "screen", 说: "say", 收集: "collect", 查询: "query", 如果: "if", 那么: "then", 否则: "else", 选择: "choose", 分支: "arms", 跳到: "goto", 编号: "label",
  调用服务: "call_service", 取号: "take", 队列: "queue", 挑选: "pick", 从: "from", 念: "wording", 可选: "choice", 记为: "into", 没有: "empty", 拍照: "photo", 上传: "upload", 签名: "sign", 来自: "by",
  逐条: "each", 在: "in", 作为: "item", 做: "do", 办成: "filed", 确认: "confirm", 提交: "submit", 回执: "receipt", 评价: "rate", 转人工: "transfer", 结束: "end", 设: "set", 组: "groups",
  槽位组: "slot_groups", 不同于: "differs", 接口: "api", 传: "params", 得到: "results", 超时: "timeout", 失败: "failed", 幂等键: "key", 不通: "unreachable", 不明: "unknown", 其他: "other",
  名: "name", 份数: "copies", 条件: "condition", 备注: "note", 语速: "speed", 字号: "size", 每句最多: "sentence", 生效: "valid_from", 失效: "valid_until", 进度: "progress", 取消: "cancel",
  改期: "change", 受理: "accepts", 更正: "correct", 身份: "identity", 级别: "level", 代办: "agents", 本人: "one_of", 发到: "code_to", 排序: "place",
};
/** More than one Chinese key may have an English name; a key that has two is told apart by where it stands. */
const CHINESE: Readonly<Record<string, string>> = Object.fromEntries([...Object.entries(ALIASES).map(([chinese, english]) => [english, chinese]), ["card", "卡片"]]);

/** The Chinese name of a key. */
export function keyOf(node: Node | null): string {
  const written = plain(node);
  return CHINESE[written] ?? written;
}

/** The key as it is written (Chinese or English), and its node; null: there is none. */
export function pairAt(map: Node | null, key: string): { readonly key: string; readonly node: Node | null; readonly keyNode: Node } | null {
  if (!isMap(map)) return null;
  const pair = map.items.find((one) => isScalar(one.key) && (one.key.value === key || keyOf(one.key as Node) === key));
  return pair === undefined ? null : { key: plain(pair.key as Node), node: (pair.value ?? null) as Node | null, keyNode: pair.key as Node };
}

export function get(map: Node | null, key: string): Node | null {
  return pairAt(map, key)?.node ?? null;
}

/** Of a scalar; empty: it is none. */
export function plain(node: Node | null | undefined): string {
  return isScalar(node) ? (node.source ?? String(node.value ?? "")) : "";
}

/** Of a list, or of one that stands for a list of one. */
export function items(node: Node | null | undefined): string[] {
  if (isSeq(node)) return node.items.map((one) => plain(one as Node));
  return isScalar(node) && plain(node) !== "" ? [plain(node)] : [];
}

export type { YAMLMap };
