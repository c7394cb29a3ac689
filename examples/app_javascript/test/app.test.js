import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import express from "express";
import { app, onError } from "../app.js";

let server;
let url;

before(async () => {
  server = app.listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  url = `http://127.0.0.1:${server.address().port}`;
});

after(() => server.close());

test("the API tells the time now", async () => {
  const before = Date.now() / 1000;
  const response = await fetch(`${url}/api/time`);
  const answer = await response.json();
  const after = Date.now() / 1000;
  assert.match(response.headers.get("content-type"), /^application\/json/);
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.deepEqual(Object.keys(answer), ["time", "zone", "offset", "unix"]);
  assert.equal(answer.zone, "Europe/Moscow");
  assert.ok(before <= answer.unix && answer.unix <= after);
  assert.equal(new Date(answer.time).getTime(), Math.round(answer.unix * 1000));
  assert.ok(answer.time.endsWith(answer.offset));
});

test("the page shows the time without its script", async () => {
  const text = await (await fetch(url)).text();
  const [, shown] = text.match(/datetime="([^"]+)"/);
  assert.ok(Math.abs(new Date(shown).getTime() - Date.now()) < 60_000);
  assert.match(text, /Europe\/Moscow/);
});

test("the page runs nothing inline", async () => {
  const response = await fetch(url);
  const text = await response.text();
  const policy = response.headers.get("content-security-policy");
  assert.match(policy, /^default-src 'none'; /);
  assert.doesNotMatch(policy, /unsafe/);
  assert.doesNotMatch(text, /style=|<style|<script(?! type="module" src=)/);
});

for (const path of ["/static/style.css", "/static/clock.js", "/static/icon.svg"]) {
  test(`the page gets ${path}`, async () => {
    assert.ok((await (await fetch(url)).text()).includes(path));
    const response = await fetch(url + path);
    await response.arrayBuffer();
    assert.equal(response.status, 200);
  });
}

test("health", async () => {
  assert.deepEqual(await (await fetch(`${url}/healthz`)).json(), { status: "ok" });
});

for (const path of ["/nothing", "/static/../server.js", "/static/%2e%2e/server.js", "/static/%ff"]) {
  test(`${path} is not found`, async () => {
    const response = await fetch(url + path);
    assert.equal(response.status, 404);
    assert.equal(response.headers.get("x-powered-by"), null);
    assert.deepEqual(await response.json(), { error: "not found" });
  });
}

test("an error shows nothing of itself", async () => {
  const broken = express().get("/", () => {
    throw new Error("secret");
  });
  const other = broken.use(onError).listen(0, "127.0.0.1");
  await new Promise((listening) => other.once("listening", listening));
  const response = await fetch(`http://127.0.0.1:${other.address().port}/`);
  assert.equal(response.status, 500);
  assert.equal(await response.text(), '{"error":"internal error"}');
  other.close();
});
