// What the tin hall shows and says, one scene a touch; and the lips of its hum.

export const ARKIT_NAMES = (
  "browDownLeft browDownRight browInnerUp browOuterUpLeft browOuterUpRight cheekPuff cheekSquintLeft cheekSquintRight " +
  "eyeBlinkLeft eyeBlinkRight eyeLookDownLeft eyeLookDownRight eyeLookInLeft eyeLookInRight eyeLookOutLeft eyeLookOutRight " +
  "eyeLookUpLeft eyeLookUpRight eyeSquintLeft eyeSquintRight eyeWideLeft eyeWideRight jawForward jawLeft jawOpen jawRight " +
  "mouthClose mouthDimpleLeft mouthDimpleRight mouthFrownLeft mouthFrownRight mouthFunnel mouthLeft mouthLowerDownLeft " +
  "mouthLowerDownRight mouthPressLeft mouthPressRight mouthPucker mouthRight mouthRollLower mouthRollUpper mouthShrugLower " +
  "mouthShrugUpper mouthSmileLeft mouthSmileRight mouthStretchLeft mouthStretchRight mouthUpperUpLeft mouthUpperUpRight " +
  "noseSneerLeft noseSneerRight tongueOut"
).split(" ");

function row(shapes) {
  return ARKIT_NAMES.map((name) => shapes[name] ?? shapes[name.replace(/(Left|Right)$/, "")] ?? 0);
}

export const VISEME_ROWS = [
  row({}),
  row({ jawOpen: 0.6, mouthUpperUp: 0.2, mouthLowerDown: 0.3 }),
  row({ jawOpen: 0.2, mouthStretch: 0.45, mouthLowerDown: 0.3, mouthSmile: 0.2 }),
  row({ jawOpen: 0.06, mouthClose: 0.06, mouthPress: 0.4 }),
  row({ jawOpen: 0.4, mouthFunnel: 0.5, mouthPucker: 0.2 }),
  row({ jawOpen: 0.32, mouthStretch: 0.3, mouthLowerDown: 0.3, mouthUpperUp: 0.2 }),
  row({ jawOpen: 0.14, mouthFunnel: 0.3, mouthPucker: 0.7 }),
];

const yes = { label: "确认提交", value: "是" };
const no = { label: "有误，修改", value: "否" };

export const CARDS = [
  {
    gesture: "point",
    say: ["您好，我是小慧，很高兴为您服务。", "请问您想办理什么业务？", "您可以直接告诉我，也可以点屏幕上的按钮。"],
    cards: [
      {
        kind: "choices", id: "menu", title: "请选择要办理的业务",
        options: [
          { label: "社保卡挂失", value: "社保卡挂失", note: "丢失、被盗，立即止付" },
          { label: "居住证办理", value: "居住证办理", note: "首次申领与续签" },
          { label: "政策咨询", value: "政策咨询", note: "医保、公积金、户籍" },
          { label: "办理进度查询", value: "进度查询", note: "凭受理号查询" },
          { label: "窗口与时间", value: "窗口", note: "楼层、窗口、上班时间" },
          { label: "人工服务", value: "转人工", note: "请工作人员来帮您" },
        ],
      },
    ],
  },
  {
    gesture: "nod",
    say: ["好的，为您办理社保卡挂失。", "先说一下要带的材料。"],
    cards: [
      {
        kind: "materials", id: "mat", title: "办理社保卡挂失需要的材料", source: "《社会保障卡管理办法》第十二条",
        items: [
          { name: "居民身份证", copies: "原件 1 份" },
          { name: "代办委托书", copies: "原件 1 份", note: "仅由他人代办时需要" },
          { name: "代办人身份证", copies: "原件 1 份", note: "仅由他人代办时需要" },
        ],
      },
      { kind: "choices", id: "go", title: "材料带齐了吗？", options: [{ label: "带齐了，继续办理", value: "是" }, { label: "还没有，先了解一下", value: "否" }] },
    ],
  },
  {
    say: ["请放上身份证，", "也可以说出或输入您的身份证号码。"],
    cards: [{ kind: "input", id: "idn", title: "身份证号码", hint: "请放身份证，或说出号码，也可以在这里输入", pad: "id", masked: true }],
  },
  {
    say: ["请说您的手机号码。"],
    cards: [{ kind: "input", id: "tel", title: "手机号码", hint: "用于接收办理结果短信", pad: "digits", masked: false, value: "138 0013 8000" }],
  },
  {
    gesture: "point",
    say: ["请您核对一下，", "为张三办理社保卡正式挂失，对吗？"],
    cards: [
      {
        kind: "confirm", id: "ok", title: "请核对办理信息", yes, no,
        rows: [
          { label: "办理事项", value: "社保卡正式挂失" },
          { label: "姓名", value: "张*" },
          { label: "身份证号", value: "110105 **** **** 002X" },
          { label: "手机号码", value: "138 **** 8000" },
        ],
      },
    ],
  },
  {
    gesture: "smile",
    say: ["已经为您办好了，", "请取好您的回执。"],
    cards: [
      {
        kind: "receipt", id: "rc", title: "社保卡挂失已受理", number: "SBK-20261122-000731", qr: "https://example.gov.cn/q/SBK-20261122-000731", time: "2026-11-22 10:32",
        rows: [{ label: "挂失方式", value: "正式挂失" }, { label: "姓名", value: "张*" }, { label: "补卡时限", value: "5 个工作日" }],
      },
      { kind: "choices", id: "more", title: "", options: [{ label: "继续，为本次服务评价", value: "继续" }] },
    ],
  },
  {
    say: ["补办新卡要多久？", "按照规定，五个工作日内可以领取。"],
    cards: [
      { kind: "answer", id: "an", title: "补办社保卡要多长时间？", text: "参保人员申请补换社会保障卡的，经办机构应当自受理之日起五个工作日内制发新卡。\n即时制卡网点可以当场领取。", source: "《社会保障卡管理办法》第十五条" },
      { kind: "choices", id: "more2", title: "", options: [{ label: "知道了", value: "继续" }] },
    ],
  },
  {
    say: ["请您为本次服务打个分，谢谢。"],
    cards: [
      {
        kind: "rating", id: "rate", title: "请为本次服务评价",
        options: ["非常满意", "满意", "基本满意", "不满意", "非常不满意"].map((label, i) => ({ label, value: String(5 - i) })),
      },
    ],
  },
];
