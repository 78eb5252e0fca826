"""The machine's own sentences. Holes are written 【…】, as in scripts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

GREETING = "您好，我是人工智能数字人导办员，请问您想办什么业务？"
#: Where members of staff may hear the conversation.
GREETING_HEARD = "您好，我是人工智能数字人导办员，工作人员可能会旁听。请问您想办什么业务？"
GREETING_HEARD_ON_PHONE = (
    "您好，我是人工智能数字人导办员，本次通话会留下记录，工作人员可能会旁听。请说您要办什么事，转人工请按零。"
)
GREETING_ON_PHONE = "您好，我是人工智能数字人导办员，本次通话会留下记录。请说您要办什么事，转人工请按零。"
GREETING_AGAIN = "您想办什么业务？可以直接说出来。"
SERVICE_HELP = "您可以说出要办的业务，也可以点屏幕上的按钮。"
SERVICE_HELP_PHONE = "您可以直接说出要办的业务，例如【例子】。"
KEYS_UNANNOUNCED = "您直接说要办什么事就行；要人工请按零。"
SERVICE_NO_MATCH = "不好意思，我没听明白。您想办什么业务？"
SERVICE_WHICH = "您是想办【甲】，还是【乙】？"
SERVICE_WHICH_FIRST = "两件都能办，先办【甲】，还是先办【乙】？"
SERVICE_NOT_HERE = "这项业务我还不会办。需要我请工作人员帮您吗？"
SERVICE_ELSEWHERE = "这项业务要到大厅来办。需要我为您转接人工吗？"
SERVICE_NOT_NOW = "这项业务现在不办理。需要我请工作人员帮您吗？"
SERVICE_CHOSEN = "好的，【业务】，我来帮您办。"
SERVICE_GUESS = "您是想办【业务】，对吗？"
#: The words may wish the service or ask about it.
SERVICE_OR_ASK = "您是想办【业务】，还是问一下？"
#: What was named is not wanted, and nothing else was.
NOT_WANTED = "好的，这个不办。"
ASK_AWAY = "好的，您想问什么？"
SERVICE_SWITCH = "先去办【业务】，办完再回来，好吗？"
SERVICE_REPLACE = "现在这项不办了，改办【业务】，对吗？"
SERVICE_FIRST = "这一步要先办【业务】。"
SERVICE_DONE = "【业务】办好了。"
SERVICE_LEFT = "好的，这项先不办了。"
SERVICE_NEXT = "接下来办【业务】。"
SERVICE_ORDER = "好，先办【甲】，办完再办【乙】。"
SERVICE_QUEUED = "好，这个办完，再办【业务】。"
SERVICE_BACK = "我们接着办【业务】。"

CONSENT_ASK = "您同意吗？"
CONSENT_THANKS = "好的，谢谢您。"
CONSENT_REFUSED = "好的，没有您的同意，我不会收集任何信息。"

SLOT_CHOICES = "您可以说：【选项】。"
SLOT_MORE = "好的，还差【位数】位，请接着说。"
SLOT_MORE_AGAIN = "请接着说后面的【位数】位。"
SLOT_GO_ON = "好的，请接着说。"
#: A long text: between two utterances, after a pause, and read back.
ACCOUNT_MORE = "好的，还有吗？"
ACCOUNT_MORE_AGAIN = "还有要补充的吗？没有了，请说“说完了”。"
ACCOUNT_READBACK = "我记下了，【复述】，对吗？要补充请接着说。"
SLOT_WITH_KEYS = "您也可以在屏幕上输入。"
NAME_TYPED = "也可以请您在屏幕上把姓名打出来，打什么字就记什么字。"
SLOT_WITH_TOUCH = "您也可以直接点屏幕上的按钮。"
SLOT_WITH_PHONE_KEYS = "您也可以用电话按键输入。"
SLOT_OPTIONAL = "没有的话，可以说“跳过”。"
SLOT_NEEDED = "没关系，您可以慢慢想，这一项要有才能办。"
SLOT_SKIPPED = "好的，这一项不填。"
SLOT_PREFILLED = "【名称】我先记下了。"
SLOT_SEVERAL = "可以选几项，选完请点“选好了”。"
PICK_COUNT = "一共【几】条。"
PICK_ON_SCREEN = "一共【几】条，都在屏幕上。"
PICK_MORE = "还有【几】条，要听下一页吗？也可以现在就说要第几条。"
PICK_SO_FAR = "已经选了【几】条，选完请点“选好了”。"
PICK_HELP = "可以说第几条，可以说全部，也可以点屏幕上的条目。"
PICK_HELP_PHONE = "可以说第几条，可以说全部，也可以用按键输入第几条，按星号键听下一页。"
PICK_LAST_PAGE = "后面没有了。"
PICK_FIRST_PAGE = "前面没有了。"
PICK_BEYOND = "没有这一条，一共【几】条。"
PICK_WHICH = "您是说【哪条】？"
PICKED = "好的，【哪条】。"
PICK_CLEARED = "好的，都不选。"
PICK_NOT_LEFT = "那就一条也没有选了。"
ITEM_SKIPPED = "好的，这一条不办。"
REST_CANCEL_ASK = "前面办好的不变，剩下的不办了，对吗？"
REST_CANCELLED = "好的，剩下的不办了。"
SLOT_NO_READER = "请说【槽位】，也可以在屏幕上输入。"
SLOT_NOT_CARD = "这里不用读卡。"
NOT_HEARD = "不好意思，我没听清楚。"
NOT_UNDERSTOOD = "不好意思，我没听明白。"
STILL_THERE = "您还在吗？"
RESUMED = "不好意思，刚才断了一下。我们接着来。"
#: Spoken before a sentence that is not prerendered, so that sound starts while the sentence is synthesised.
LEAD_IN = "我确认一下。"
READBACK = "您说的是【复述】，对吗？"
WHICH_VALUE = "您说的是【选项】？"
WHICH_GROUP = "【位置】是【选项】？"
VALUE_BETWEEN = "您是说【低】到【高】之间。"
READBACK_BRIEF = "【复述】。"
ADDED = "好的，加上了。"
READBACK_WRONG = "好的，那请再说一遍。"
#: A number was read back in groups, and one of them is wrong.
GROUP_WHICH = "哪一段不对？【各段】。"
GROUP_HELP = "请说第几段，也可以点一下。都不对，请说“都不对”。"
GROUP_HELP_PHONE = "第几段不对请按几，也可以直接说。都不对，请说“都不对”。"
GROUP_ANEW = "请只说【段】，一共【位数】位。"
GROUP_LENGTH = "这一段的位数好像不对。"
CARD_READ = "好的，已经读到您的身份证。"
YES_NO = "请说“是”或者“不是”。"
YES_NO_PHONE = "是请按一，不是请按二，也可以直接说。"
CORRECT = "好的，我们改一下。"
BACK = "好的，回到上一步。"
BACK_FIRST = "已经是第一步了。"
BACK_LATE = "已经提交了，不能再退回。"


def same_as(slot: str, other: str) -> str:
    """A value was refused because it is that of another slot (不同于)."""
    return f"和{other}一样了，请核对一下{slot}。"


PARK_NOTHING = "现在没有办到一半的业务，不用保留。"
PARK_NOT = "这一项只能在这里办完，换不了地方。"
PARK_NO_ID = "要先说身份证号，才能换个地方接着办。"
PARKED = "好的，已经为您保留半小时，再见。"
CLAIM_NUMBER = "请说办理号，一共六位。"
CLAIM_FACTOR = "请说您身份证号码的最后四位。"
CLAIM_WRONG = "办理号或者身份证后四位没有对上，请再说一遍。"
CLAIM_GIVEN_UP = "还是没有对上，我们重新办吧。"

#: Who the citizen is: a card on the reader, or a code by text message.
PROOF = "要先核实您的身份，请把身份证放在读卡区，没带的话，可以用短信验证码。"
PROOF_AGAIN = "请把身份证放在读卡区，也可以说“短信验证码”。"
#: The kiosk's reader cannot be used now; another way, or a human, follows.
READER_AWAY = "读卡器现在用不了。"
READER_BACK = "读卡器可以用了。"
SCANNER_AWAY = "扫码器现在用不了。"
SCANNER_BACK = "扫码器可以用了。"
PROOF_CARD = "要先核实您的身份，请把身份证放在读卡区。"
PROOF_NUMBER = "要先核实您的身份，请说您的身份证号，也可以输入。"
PROOF_NUMBER_PHONE = "要先核实您的身份，请用按键输入您的身份证号，叉用星号代替，也可以说出来。"
PROOF_OTHER = "这和前面说的身份证号，不是同一个人。"
OTHER_CARD = "这份证件和前面说的号码，不是同一个人。是给证件上这位办，还是替别人办？"
PROOF_CARD_OR_QR = "要先核实您的身份，请放身份证，或者打开电子社保卡、政务服务的二维码，对准扫码口。"
PROOF_QR = "要先核实您的身份，请打开电子社保卡、政务服务的二维码，对准扫码口。"
PROOF_OR_CODE = "都没带的话，可以用短信验证码。"
PROOF_OR_STAFF = "都没带的话，可以请工作人员来核对。"
PROOF_OR_EITHER = "都没带的话，可以用短信验证码，也可以请工作人员来核对。"
QR_CHECKING = "请稍等，我核对一下这个码。"
QR_USED = "这个码已经用过了，请刷新以后再扫。"
QR_EXPIRED = "这个码过期了，请刷新以后再扫。"
QR_REFUSED = "这个码没有核实成。"
QR_AWAY = "扫码现在核实不了。"
QR_TOO_LITTLE = "办这件事，扫码还不够。"
QR_NOT_NOW = "现在不用扫码。"
#: Faces are sensitive personal information: asked for separately, with who gets the picture and what becomes of it.
FACE_CONSENT = (
    "这项业务还要比对人脸。人脸是敏感个人信息，要您单独同意：拍一张照片，只发给【比对方】，比对完就删，这里不留。"
)
FACE_OR_STAFF = "不同意也能办，由工作人员来核对。"
FACE_OR_CODE = "不同意也能办，改用短信验证码。"
FACE_LOOK = "请正对摄像头，准备好了，点屏幕上的“拍照”。"
FACE_CHECKING = "请稍等，正在比对。"
FACE_DECLINED = "好的，不用人脸。"
FACE_NO_CAMERA = "摄像头现在用不了，我们换个办法。"
FACE_AGAIN = "刚才的照片没有拍成，请再拍一次。"
FACE_POOR = "照片不够清楚，没有比对成。"
FACE_DIFFERS = "人脸没有比对上。"
FACE_AWAY = "人脸现在比对不了，我们换个办法。"
VOUCH_ASK = "我请工作人员过来核对您的证件，请准备好证件原件，在这里等一下。"
VOUCH_WAIT = "已经请工作人员过来了，请再等一下。"
VOUCHED = "【工作人员】已经核对了您的证件，核实好了。"
VOUCHED_NOT = "工作人员看了证件，没有核对上。"
VOUCHED_NOBODY = "现在没有工作人员能过来核对。"
VOUCH_ALONE = "现在只有这个办法，请再等一下，或者说“取消”。"
PROOF_DONE = "好的，核实好了。"
CODE_SENDING = "请稍等，我给您发一个短信验证码。"
CODE_TO = "验证码发往登记的手机。"
CODE_TO_GIVEN = "验证码发往您留的手机。"
CODE_ASK = "请在屏幕上输入六位数字。"
CODE_ASK_PHONE = "请用按键输入六位数字，也可以说出来。"
CODE_TYPED = "验证码请在屏幕上输入，不要念出来。"
CODE_WRONG = "验证码不对，请再输入一遍。"
CODE_EXPIRED = "这个验证码过期了。"
CODE_USED_UP = "验证码没有对上。"
CODE_NO_CARD = "没带身份证没关系，用验证码就可以。"
CODE_ONLY_TO = "验证码只能发到登记的手机号。"
CODE_NOT = "验证码现在发不了。"
DATA_CHECKING = "请稍等，我核对一下您的资料。"
DATA_AGAIN = "这些资料没有对上，请您再说一遍。"
DATA_DIFFERS = "这些资料没有对上。"
DATA_NOT = "资料现在核对不了。"
AGENT_ASK = "这个身份证号和核实过的，不是同一个人，您是替别人办吗？"
AGENT_YES = "好的，按代办来办。"
AGENT_NOT = "这项业务在这里要本人来办。"
AGENT_OWN = "好的，请放您自己的身份证，也可以说您自己的身份证号。"
AGENT_OWN_NUMBER = "好的，请说您自己的身份证号，也可以输入。"
HUMAN_IDENTITY = "您的身份还没有核实，我请工作人员来帮您，请您稍等。"

#: The citizen asks for time, or says that there is something to ask.
TAKE_YOUR_TIME = "不着急，想好了您再说。"
GO_AHEAD = "好的，您请说。"

CONFIRM_CHANGE = "好的，请问哪一项要改？"
SLOT_RIGHT = "【名称】对，还是不对？不对的话，请说“改【名称】”。"
CONFIRM_WAIT = "您说“确认提交”，我就为您提交。"
CONFIRM_WAIT_PHONE = "您说“确认提交”，或者按一，我就为您提交。"
WAIT = "正在为您办理，请稍等。"
STILL_WORKING = "正在办理，请稍等。"
QUERYING = "请稍等，我查一下。"
SUBMITTING = "好的，正在为您提交。"
TAKING = "好的，正在为您取号。"
REFUSED = "没有办成，原因是：【原因】。"
#: A submission of which it is not known whether it was filed. 【号】 is in the record.
OUTCOME_UNKNOWN = "系统没有答复，现在不能确定办成了没有，请先不要重复提交。查的时候请报这个号，【号】。"
OUTCOME_UNKNOWN_PHONE = (
    "系统没有答复，现在不能确定办成了没有，请先不要重复提交。查的时候请报这个号，【号】。再说一遍，【号】。"
)
#: The citizen asks for that number again.
UNRESOLVED_NUMBER = "办【业务】的事还没查清，查的时候请报这个号，【号】。"
#: Before a hand-off, where a case was filed and its receipt not yet given.
FILED_ALREADY = "前面的已经办好了，回执上的号是【号】，请您记一下。"
#: 【失败原因】 where the back end gave none.
NO_REASON = "系统暂时没有回应"

CANCEL_ASK = "您确定不办了吗？"
CANCELLED = "好的，已为您取消。您的信息不会保留，再见。"
CANCEL_NOT = "好的，我们继续。"
SUBMITTED = "【业务】已经提交了，要更正的话我帮您办。"
SUBMITTED_CHANGE = "【业务】已经提交了，【名称】是【号码|逐位读】，我请工作人员帮您改，请稍等。"
SUBMITTED_NO_NUMBER = "【业务】已经提交了，我请工作人员帮您改，请稍等。"
SUBMITTED_WRONG = "刚才的【业务】已经提交了。有不对的地方，需要我请工作人员帮您改吗？"
CANCEL_LATE = "业务已经提交，不能取消了。需要撤回的话，请找工作人员。"
LEAVE_ASK = "已经提交的会照常办理，后面的您确定不办了吗？"
RESTART_ASK = "您要从头开始吗？已经填的内容会清掉。"
#: Behind a service that is done: nothing of it is undone.
ANEW_ASK = "刚才那件已经办完了，您要另外再办一件吗？"
RESTARTED = "好的，我们从头开始。"

CITED = "依据是，【出处】。"
HUMAN = "好的，我这就请工作人员过来，请您稍等。"
HUMAN_PHONE = "好的，我这就为您转接人工，请不要挂机。"
HUMAN_STUCK = "不好意思，还是没有听明白。我请工作人员来帮您，请您稍等。"
HUMAN_SILENT = "我请工作人员来帮您，请您稍等。"
HUMAN_FAULT = "不好意思，系统暂时没有回应。我请工作人员来帮您，请您稍等。"
HUMAN_CONSENT = "没关系，我请工作人员在窗口为您办理，请您稍等。"
#: When the hall is open, from its calendar, which is the source that is cited.
CALENDAR = "大厅日历"
OPENING_TITLE = "什么时候上班"
OPENING_HOURS = "工作日上班，【时间】，周末和法定节假日休息。"
OPEN_ON = "【哪天】上班，【时间】。"
CLOSED_ON = "【哪天】休息，人工窗口不办公。"
CLOSED_UNTIL = "【哪天】休息，人工窗口不办公，【下一天】上班。"
CLOSED_AT_NOON = "【开始】到【结束】，人工窗口休息。"
OPEN_AT_NOON = "中午不休息，照常办公。"
HUMAN_OFFER = "这个问题我答不上来。需要我请工作人员帮您吗？"
HUMAN_NOT = "好的。"
#: 【去处】: where citizens are sent while nobody can be called.
HUMAN_AT_DESK = "这里现在叫不到工作人员，请您到【去处】，那里有人帮您。"
TOPIC_GUESS = "您是想问，【问题】，对吗？"
#: Two or three questions, joined by `either`.
TOPIC_WHICH = "您是想问，【问题】？"
TOPIC_PLACE = "请说第几个。"

HUMAN_ASK = "需要我请工作人员帮您吗？"
#: Something done earlier, which no service here follows up.
PROGRESS_NOT_HERE = "这件事办到哪一步，我这里查不到，可以问办理的窗口。需要我请工作人员帮您吗？"
CANCEL_NOT_HERE = "以前办的事，我这里不能取消，要到办理的窗口去。需要我请工作人员帮您吗？"
CHANGE_NOT_HERE = "以前办的事，我这里不能改，要到办理的窗口去。需要我请工作人员帮您吗？"
REPORT_NOT_HERE = "投诉和反映问题，请拨打一二三四五热线。需要我请工作人员帮您吗？"
#: Where the citizen speaks another language; the card beside it is in English.
FOREIGN = "不好意思，我只听得懂普通话，您可以打字。Sorry, shall I call a colleague?"
FOREIGN_CARD = "I only understand Chinese. You can type, or say yes for a colleague. 可以打字，也可以请工作人员。"
READ_ALOUD = "没关系，您说就行，我都念给您听。要不要请工作人员来帮您？"
SAY_SIMPLY = "没关系，我一步一步带您办，您慢慢说。要不要请工作人员来帮您？"

#: Danger: calm and short, the emergency number first.
CALL_110 = "请马上拨打幺幺零报警。"
CALL_119 = "请马上拨打幺幺九。"
CALL_120 = "请马上拨打幺二零。"
CALL_122 = "请马上拨打幺二二。"
CALL_96110 = "这很像诈骗，请马上拨打反诈专线，九六幺幺零。"
CALL_12356 = "您可以拨打心理援助热线，幺二三五六，随时有人接。"
DANGER_SUICIDE = "您先别急，您的感受很重要，有人愿意帮您。"
DANGER_FIRE = "请先离开危险的地方，不要乘电梯。"
DANGER_VIOLENCE = "请先到安全的地方去。"
DANGER_MEDICAL = "请不要慌，让病人原地休息。"
DANGER_TRAFFIC = "请先到路边安全的地方去。"
DANGER_CROWD = "请先注意安全，不要往人多的地方挤。"
DANGER_MISSING = "请先别慌，想一想最后在哪里见到的，穿什么衣服。"
DANGER_CRIME = "请先保证自己安全，不要转账，也不要和对方冲突。"
DANGER_FRAUD = "请不要转账，不要说密码和验证码，也不要点链接。"
DANGER_DRAINED = "请马上给银行打电话，把卡冻结，不要告诉任何人验证码。"
DANGER_RESCUE = "请不要靠近危险的地方，等专业人员来。"
DANGER_HUMAN = "我这就请工作人员过来。"
DANGER_HUMAN_PHONE = "我这就为您转接人工，请不要挂机。"
DANGER_ALONE = "请马上叫身边的人帮忙。"
DANGER_GO_ON = "如果您现在安全，我们接着办。"
FRAUD_HUMAN = "先不要往下办。要不要请工作人员来帮您看一看？"
OF_ANOTHER = "您说的是别人的，不是您本人的，先不交。要不要请工作人员来帮您？"
SORRY_ANGRY = "很抱歉，让您着急了。"
SORRY_HUMAN = "很抱歉，没能帮上您。需要我请工作人员帮您吗？"
CALM = "您别着急，我们慢慢来。"
ABUSED = "请您消消气，我会尽力帮您。"
HUMAN_ABUSED = "我请工作人员来和您说，请您稍等。"

HELP = "我会一步一步带您办。听不清可以说“再说一遍”，要改可以说“上一步”，想找人可以说“转人工”。"
SLOWER = "好的，我说慢一点。"
FASTER = "好的，我说快一点。"
LOUDER = "好的，我大声一点。"
SOFTER = "好的，我小声一点。"
CAPTURE_HUMAN = "没关系。要不要请工作人员来帮您？"
CAPTURE_HELP = "照着屏幕上的步骤做就可以，不会的话，请说“转人工”。"
CAPTURE_HELP_SIGN = "用手指在屏幕的框里写名字，写好了点“写好了”。"
CAPTURE_BY_TOUCH = "这一步要在屏幕上点，我等您。"
CAPTURE_OPENED = "您的手机已经打开了，请在手机上选照片。"
CAPTURE_TAKEN = "好的，收到了。"
CAPTURE_ACCEPT = "照片收到了，请看屏幕，可以用吗？"
CAPTURE_ACCEPT_AGAIN = "屏幕上的照片，可以用吗？请说可以，或者重来。"
CAPTURE_ANEW = "好的，请再来一次。"
CAPTURE_REFUSED = "摄像头没有打开权限，请工作人员帮忙打开。"
CAPTURE_MISSING = "这台机器没有找到摄像头。"
CAPTURE_BUSY = "摄像头正被别的程序占用，请稍等再试一次。"
CAPTURE_INSECURE = "这个网址用不了摄像头，请工作人员帮忙。"
CAPTURE_BROKEN = "摄像头暂时用不了，请再试一次。"
CAPTURE_BY_PHONE = "也可以用手机，扫屏幕上的二维码上传。"
CAPTURE_CUT_OFF = "照片没有传完，前面填的都在，请再传一次。"
CAPTURE_TOO_LARGE = "照片太大了，请用普通大小再拍一张。"
CAPTURE_TOO_SMALL = "照片太小，上面的字看不清，请拍一张大的。"
CAPTURE_WRONG_TYPE = "这个文件不是照片，请选一张照片。"
CAPTURE_EMPTY = "框里还没有写上字，请用手指写名字。"
CONSENT_WITHDRAWN = "好的，您填的内容和照片都删掉了。"
ELDERLY = "好的，我说慢一点，字也给您放大。"
ELDERLY_PHONE = "好的，我说慢一点。"
NORMAL = "好的，恢复正常的语速。"
PACE_LIMIT = "已经调到头了。"

RATING = "请您为这次服务打个分。"
RATING_PHONE = "请您评价这次服务：非常满意，满意，基本满意，不满意，还是非常不满意？"
RATING_WHICH = "您是说【选项】？"
RATING_TOLD = "谢谢您告诉我。"
RATING_THANKS = "谢谢您的评价。"
RATING_SORRY = "很抱歉没让您满意。"
RATING_WHY = "是哪里没做好？可以点一下，也可以说一句。"
RATING_WHY_PHONE = "是哪里没做好？请说一句，不想说，就说跳过。"
RATING_WHY_NOTED = "谢谢您告诉我，记下了。"
MORE = "还需要办理其他业务吗？"
GOODBYE = "谢谢您，再见。"
IDLE = "如果还需要帮助，随时叫我。再见。"


#: Clauses of a sentence, each with its mark; of these, those that say that somebody comes.
_CLAUSE = re.compile(r"[^，。；！？]+[，。；！？]?")
_SOMEBODY_COMES = re.compile(r"工作人员|人工|转接|请[您你]?稍[等候]|不要挂机")


def at_desk(desk: str) -> str:
    return HUMAN_AT_DESK.replace("【去处】", desk)


def without_staff(text: str, desk: str) -> str:
    """`text`, which says that staff come, for a hall in which none can be called: the rest of it, and where to go."""
    kept = "".join(clause for clause in _CLAUSE.findall(text) if not _SOMEBODY_COMES.search(clause))
    return (f"{kept.rstrip('，；')}。" if kept and kept[-1] in "，；" else kept) + at_desk(desk)


def about(phrase: str, service: str) -> str:
    """`phrase` with the service's name: 办居住证, and not 办居住证办理."""
    return phrase.replace("【业务】", to_do(service) if "办【业务】" in phrase else service)


def to_do(service: str) -> str:
    """The service's name behind 办: 办居住证, and not 办居住证办理."""
    return service.removesuffix("办理") if len(service) > len("一证办理") else service


def filled(phrase: str, values: Mapping[str, str]) -> str:
    """`phrase` with its holes filled."""
    for name, value in values.items():
        phrase = phrase.replace(f"【{name}】", value)
    return phrase


def service_chosen(service: str) -> str:
    return about(SERVICE_CHOSEN, service)


def for_service(service: str) -> tuple[str, ...]:
    """Every sentence that names this service, for prerendering."""
    with_service = (
        SERVICE_CHOSEN, SERVICE_GUESS, SERVICE_OR_ASK, SERVICE_SWITCH, SERVICE_REPLACE, SERVICE_FIRST, SERVICE_DONE,
        SERVICE_BACK, SERVICE_NEXT, SUBMITTED, SUBMITTED_WRONG,
    )  # fmt: skip
    return tuple(about(phrase, service) for phrase in with_service)


def for_slot(name: str) -> str:
    return SLOT_PREFILLED.replace("【名称】", name)


#: The sentence of each emergency number, and of each kind of danger (`danger_signs.Kind`); the most urgent first.
_CALLS = {
    "119": CALL_119, "120": CALL_120, "110": CALL_110, "122": CALL_122, "12356": CALL_12356, "96110": CALL_96110,
}  # fmt: skip
_DANGERS = {
    "fire": DANGER_FIRE, "medical": DANGER_MEDICAL, "violence": DANGER_VIOLENCE, "traffic": DANGER_TRAFFIC,
    "suicide": DANGER_SUICIDE, "rescue": DANGER_RESCUE, "missing": DANGER_MISSING, "crime": DANGER_CRIME,
    "drained": DANGER_DRAINED, "fraud": DANGER_FRAUD, "crowd": DANGER_CROWD,
}  # fmt: skip


def call(number: str) -> str:
    """The sentence for an emergency number; empty for an unknown number."""
    return _CALLS.get(number, "")


def danger(kind: str) -> str:
    return _DANGERS[kind]


def for_danger() -> tuple[str, ...]:
    """The sentences that a report of danger is answered with, the most urgent first."""
    to_staff = (DANGER_HUMAN, DANGER_HUMAN_PHONE, DANGER_ALONE)
    return (*_CALLS.values(), *to_staff, *_DANGERS.values(), DANGER_GO_ON, FRAUD_HUMAN)


def either(options: Sequence[str]) -> str:
    """甲，还是乙."""
    return "，".join(options[:-1]) + f"，还是{options[-1]}"


def options_line(labels: Sequence[str]) -> str:
    return SLOT_CHOICES.replace("【选项】", "，".join(labels[:-1]) + f"，或者{labels[-1]}")


def all_phrases() -> tuple[str, ...]:
    return tuple(value for name, value in globals().items() if name.isupper() and isinstance(value, str))
