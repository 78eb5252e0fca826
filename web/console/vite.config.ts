import vue from "@vitejs/plugin-vue";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** Where `npm run dev:console` finds a hall's operators' listener. */
const hall = process.env["HALL"] ?? "http://127.0.0.1:8081";

/** The operators' console: a build of its own, beside the kiosk's page, so that neither loads anything of the other. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  // No template is compiled in the browser: that would need eval, which the content security policy forbids.
  plugins: [vue()],
  define: { __VUE_OPTIONS_API__: "true", __VUE_PROD_DEVTOOLS__: "false", __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false" },
  build: {
    outDir: "../../kiosk/static/console",
    emptyOutDir: true,
    assetsDir: "assets",
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/console/api": { target: hall, ws: true } } },
});
