import "./styles/index.css";
import { App } from "./app";
import { takeCode } from "./enrol/enrolment";
import { Clerk } from "./face/clerk";

const host = document.getElementById("kiosk");
if (host === null) throw new Error("no #kiosk element");
const query = new URLSearchParams(location.search);
const { code, rest } = takeCode(location.href);
if (code !== "") history.replaceState(null, "", rest);
// Beside the page, whatever path a proxy serves it under; wss where the page came by https.
const socket = new URL("ws", document.baseURI);
socket.protocol = location.protocol === "https:" ? "wss:" : "ws:";
const app = new App({
  host,
  face: new Clerk(),
  url: socket.href,
  device: query.get("device") ?? "browser",
  enrolUrl: new URL("enrol", document.baseURI).href,
  code,
  script: new URL(import.meta.url).pathname.split("/").at(-1) ?? "",
});
app.start();
