import { localeContextKey } from "element-plus";
import zhCn from "element-plus/es/locale/lang/zh-cn";
import { createApp, ref } from "vue";
import App from "./app.vue";
import { router } from "./router";
import "./styles/index.css";

createApp(App).provide(localeContextKey, ref(zhCn)).use(router).mount("#console");
