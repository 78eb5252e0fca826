import "./styles/index.css";
import { App } from "./app";
import { Clerk } from "./face/clerk";

const host = document.getElementById("kiosk");
if (host === null) throw new Error("no #kiosk element");
const query = new URLSearchParams(location.search);
const token = query.get("token");
const app = new App({
  host,
  face: new Clerk(),
  url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`,
  device: query.get("device") ?? "browser",
  ...(token === null ? {} : { token }),
});
app.start();
