/** What the audit trail notes, in words; what is not listed is shown as it is noted. */
const WORDS: Readonly<Record<string, string>> = {
  "signed in": "登录",
  "signed out": "退出",
  "sign-in failed": "登录失败",
  "account locked": "账号锁住了",
  "password changed": "改密码",
  "second factor enrolled": "登记第二因素",
  "recovery codes made": "做新的恢复码",
  "account made": "新增账号",
  "account renamed": "改姓名",
  "roles changed": "改角色",
  "account reset": "重设密码",
  "account disabled": "停用账号",
  "account enabled": "启用账号",
  "account unlocked": "解锁账号",
  "session revoked": "让登录退出",
  "audit exported": "导出审计",
  "ticket read": "看回电登记",
  "tickets read": "看回电登记",
  "ticket changed": "办工单",
  "ticket shown": "看工单全文",
  "ticket printed": "打印工单",
  "tickets exported": "导出工单",
  "scripts: draft": "脚本存草稿",
  "scripts: draft made": "新建脚本草稿",
  "scripts: draft discarded": "丢弃脚本草稿",
  "scripts: draft restored": "恢复脚本草稿",
  "scripts: propose": "脚本提交审批",
  "scripts: approve": "脚本审批同意",
  "scripts: refuse": "脚本驳回",
  "scripts: try": "脚本试运行",
  "scripts: halt": "停止试运行",
  "scripts: publish": "发布脚本",
  "scripts: retire": "换下脚本",
  "scripts: roll_back": "脚本退回",
  "conversation shown": "看一段会话的全文",
  "conversations exported": "导出会话清单",
  "recording heard": "听录音",
  "numbers exported": "导出数据",
  listened: "旁听",
  "stepped in": "接手对话",
  "handed back": "交还对话",
  "record read": "看办件记录",
  "record exported": "导出办件记录",
  "record deleted": "删除办件记录",
  "cases listed": "列出办件",
  "record backed up": "备份记录",
  "record restored": "从备份恢复记录",
  "backup checked": "演练恢复",
  "self-assessment": "安全自评",
  "conversations replayed": "用真实会话试脚本",
  "unresolved submissions read": "看没查清的提交",
  "submission settled": "写上提交的结果",
  "identity vouched for": "当面核对身份：是本人",
  "identity not vouched for": "当面核对身份：不是本人",
  "recording exported": "导出录音",
  "recording deleted": "删除录音",
};

export function auditWords(what: string): string {
  const locked = /^account locked for (.+) s$/u.exec(what)?.[1];
  return locked === undefined ? (WORDS[what] ?? what) : `密码错得太多，锁 ${locked} 秒`;
}

/** What is noted beside it: addresses and versions in words, anything else as it is noted. */
export function auditDetail(detail: string): string {
  return detail.replace(/^version (\d+)$/u, "版本 $1").replace(/^version (\d+), (\d+) days$/u, "版本 $1，最近 $2 天").replace(/\bfrom (?=\S+$)/u, "从 ").replace(/^(\d+) rows$/u, "$1 条").replace("disabled, ", "已停用，");
}
