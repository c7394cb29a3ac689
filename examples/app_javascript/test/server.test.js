// The server as it runs: a process, a port, a signal.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

test("serves on its port and stops on SIGTERM", async () => {
  const port = await freePort();
  const server = spawn(process.execPath, ["server.js"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, PORT: String(port) },
  });
  let output = "";
  server.stdout.setEncoding("utf8").on("data", (text) => (output += text));
  try {
    while (!output.includes("listening")) await once(server.stdout, "data");
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
    assert.deepEqual(await answer.json(), { status: "ok" });
    const closed = once(server, "close");
    server.kill("SIGTERM");
    const [code] = await closed;
    assert.equal(code, 0);
    assert.match(output, /GET \/healthz 200\nSIGTERM: stopping/);
  } finally {
    server.kill("SIGKILL");
  }
});
