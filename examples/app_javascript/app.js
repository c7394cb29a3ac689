import { fileURLToPath } from "node:url";
import express from "express";
import { page } from "./page.js";
import { moscow, zone } from "./time.js";

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

export const app = express();
app.disable("x-powered-by");

app.use((request, response, next) => {
  response.set({
    "Content-Security-Policy": policy,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
  });
  response.on("finish", () => console.log(`${request.method} ${request.originalUrl} ${response.statusCode}`));
  next();
});

app.use(
  "/static",
  express.static(fileURLToPath(new URL("public", import.meta.url)), {
    index: false,
    setHeaders: (response) => response.set("Cache-Control", "no-cache"),
  }),
);

app.get("/", (request, response) => {
  response.type("html").send(page(moscow(new Date())));
});

app.get("/api/time", (request, response) => {
  const { iso, offset, unix } = moscow(new Date());
  response.json({ time: iso, zone, offset, unix });
});

app.get("/healthz", (request, response) => {
  response.json({ status: "ok" });
});

app.use((request, response) => {
  response.status(404).json({ error: "not found" });
});

// Four arguments are what tells Express that this one is for errors; what went wrong is for the log alone.
export function onError(error, request, response, next) {
  console.log(error.stack);
  if (response.headersSent) return next(error);
  response.status(500).json({ error: "internal error" });
}

app.use(onError);
