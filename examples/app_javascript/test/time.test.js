import assert from "node:assert/strict";
import { test } from "node:test";
import { moscow } from "../time.js";

for (const [moment, iso, date] of [
  ["2026-11-24T09:30:00.007Z", "2026-11-24T12:30:00.007+03:00", "Tuesday, 24 November 2026"],
  ["2026-07-01T22:00:00Z", "2026-07-02T01:00:00.000+03:00", "Thursday, 2 July 2026"],
  ["2026-11-23T21:00:00Z", "2026-11-24T00:00:00.000+03:00", "Tuesday, 24 November 2026"],
  // Moscow's offset has changed: only real time zone data knows when.
  ["2013-01-01T00:00:00Z", "2013-01-01T04:00:00.000+04:00", "Tuesday, 1 January 2013"],
  ["2010-01-01T00:00:00Z", "2010-01-01T03:00:00.000+03:00", "Friday, 1 January 2010"],
  ["2010-07-01T00:00:00Z", "2010-07-01T04:00:00.000+04:00", "Thursday, 1 July 2010"],
]) {
  test(`${moment} in Moscow`, () => {
    const time = moscow(new Date(moment));
    assert.equal(time.iso, iso);
    assert.equal(time.date, date);
    assert.equal(time.offset, iso.slice(-6));
    assert.equal(new Date(time.iso).getTime(), new Date(moment).getTime());
    assert.equal(time.unix * 1000, new Date(moment).getTime());
  });
}
