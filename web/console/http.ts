/** Requests to the console's API: the CSRF token, and errors that an operator can read. */

/** What the API refused, or why it could not be reached. `message`: for the person. `body`: what came beside the error. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly body: unknown = null,
  ) {
    super(message);
  }
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** `background`: the page asks by itself, with nobody at it: it does not put the idle sign-off off. `keepalive`: it is sent though the page closes. */
export interface RequestOptions {
  readonly body?: unknown;
  readonly query?: Query;
  readonly background?: boolean;
  /** Of a change that must not be made twice, however often it is sent. */
  readonly key?: string;
  readonly keepalive?: boolean;
}

/** The session's CSRF token; "" before anybody has signed in. */
let csrf = "";
let signedOut: () => void = () => undefined;

export function useCsrf(token: string): void {
  csrf = token;
}

/** `told`: is called when the API says that the session is over. */
export function onSignedOut(told: () => void): void {
  signedOut = told;
}

/** Address of a route below the API; relative, so that the console also works below a path of a reverse proxy. */
export function address(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const behind = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `./api${path}${behind === "" ? "" : `?${behind}`}`;
}

/** The JSON that is answered; null where nothing is. Raises `ApiError`. */
export async function request(method: Method, path: string, options: RequestOptions = {}): Promise<unknown> {
  const response = await send(method, path, options);
  if (response.status === 204) return null;
  try {
    return await response.json();
  } catch {
    throw new ApiError(response.status, "not_json", "大厅的回答读不出来：可能被中间的代理改过。刷新页面再试；还不行就找管理员看网络。");
  }
}

/** A file that the API makes, and its name. Raises `ApiError`. */
export async function download(method: Method, path: string, options: RequestOptions = {}): Promise<void> {
  const response = await send(method, path, options);
  keepFile(fileName(response.headers.get("Content-Disposition") ?? ""), await response.blob());
}

/** The browser keeps it as a file. */
export function keepFile(name: string, data: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(data);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** A recording that the API sends. Raises `ApiError`. */
export async function sound(path: string, body: unknown): Promise<ArrayBuffer> {
  return await (await send("POST", path, { body })).arrayBuffer();
}

/** The name in a Content-Disposition: `filename*=UTF-8''…` (RFC 6266), or `filename="…"`. */
export function fileName(disposition: string): string {
  const coded = /filename\*=UTF-8''([^;\s]+)/iu.exec(disposition)?.[1];
  return coded === undefined ? (/filename="([^"]+)"/u.exec(disposition)?.[1] ?? "导出") : decodeURIComponent(coded);
}

async function send(method: Method, path: string, options: RequestOptions): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRF-Token"] = csrf;
  if (options.background === true) headers["X-Background"] = "1";
  if (options.key !== undefined) headers["Idempotency-Key"] = options.key;
  const body = options.body === undefined ? undefined : JSON.stringify(options.body);
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(address(path, options.query), { method, headers, keepalive: options.keepalive === true, ...(body === undefined ? {} : { body }) });
  } catch {
    throw new ApiError(0, "unreachable", "连不上大厅的服务。看看网线和网络；还不行，请管理员看服务是不是停了。");
  }
  if (response.ok) return response;
  const error = await refused(response);
  if (error.status === 401) signedOut();
  throw error;
}

async function refused(response: Response): Promise<ApiError> {
  try {
    const body = (await response.json()) as { error: { code: string; message: string } };
    return new ApiError(response.status, body.error.code, chinese(body.error.message, response.status), body);
  } catch {
    return new ApiError(response.status, "", chinese("", response.status));
  }
}

const BY_STATUS: Readonly<Record<number, string>> = {
  400: "填的内容有一处不对，大厅没有收。看看每一栏，再试一次。",
  401: "登录已经过期，请重新登录。",
  403: "您的角色不能做这件事。需要的话，请管理员改您的角色。",
  404: "没有找到：可能刚刚被别人删掉或改了。刷新页面再看。",
  409: "刚刚被别人改过了。刷新页面，看过现在的样子再改。",
  422: "填的内容有一处不对，大厅没有收。看看每一栏，再试一次。",
  413: "内容太长，大厅没有收。分几次，或者减少一些。",
  429: "试得太快了，等一会儿再试。",
  503: "大厅的记录暂时读写不了。等一会儿再试；还不行，请管理员看服务器的磁盘和日志。",
};

/** The Chinese of a message (messages for terminals have English behind it); of one that has none, what the status says: its English is for programmers, in the browser's console. */
export function chinese(message: string, status: number): string {
  if (/[\u4e00-\u9fff]/u.test(message)) return message.split(/(?<=[。！？]) (?=[A-Z])/u)[0]!.trim();
  if (message !== "") console.warn(`the hall refused (${status}): ${message}`);
  return BY_STATUS[status] ?? `大厅没有做成（${status}）。等一会儿再试；还不行，请管理员看日志。`;
}

/** What a person is told of any failure. */
export function failure(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  return "页面出错了。刷新页面再试；还不行，请把您刚才做的事告诉管理员。";
}
