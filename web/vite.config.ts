/// <reference types="vitest/config" />
import { defineConfig } from "vite";

// SharedArrayBuffer (the counter of played samples) needs a cross-origin isolated page.
const isolated = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** Where `npm run dev` finds a hall: the real server, or `npm run dev:hall`. */
const hall = process.env["HALL"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  // Relative addresses: the page also works under a path of a reverse proxy (https://hall/clerk/).
  base: "./",
  build: {
    outDir: "../kiosk/static",
    emptyOutDir: true,
    assetsDir: "assets",
    target: "es2022",
    // The kiosk's page, the one that a citizen's phone opens, the bell page of staff, and the wall of kiosks.
    rollupOptions: { input: ["index.html", "upload.html", "bell.html", "fleet.html"] },
    // Worklets must stay files of their own: a data: URL would need a looser content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: "es" },
  server: { headers: isolated, proxy: { "/ws": { target: hall, ws: true }, "^/(upload|enrol)$": { target: hall } } },
  preview: { headers: isolated },
  test: { include: ["test/**/*.test.ts"], environment: "node" },
});
