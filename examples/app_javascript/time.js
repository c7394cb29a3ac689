// The time in Moscow by the time zone data of Node itself (ICU), which knows when its offset changed.
export const zone = "Europe/Moscow";

const parts = new Intl.DateTimeFormat("en-GB", {
  timeZone: zone,
  hourCycle: "h23",
  weekday: "long",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "longOffset",
});

const month = new Intl.DateTimeFormat("en-GB", { timeZone: zone, month: "long" });

/** A moment as a clock and a calendar in Moscow show it. */
export function moscow(moment) {
  const found = Object.fromEntries(parts.formatToParts(moment).map(({ type, value }) => [type, value]));
  const milliseconds = String(moment.getUTCMilliseconds()).padStart(3, "0");
  const clock = `${found.hour}:${found.minute}:${found.second}`;
  const offset = found.timeZoneName.replace("GMT", "") || "+00:00";
  return {
    iso: `${found.year}-${found.month}-${found.day}T${clock}.${milliseconds}${offset}`,
    clock,
    date: `${found.weekday}, ${Number(found.day)} ${month.format(moment)} ${found.year}`,
    hour: Number(found.hour),
    minute: Number(found.minute),
    second: Number(found.second),
    offset,
    unix: moment.getTime() / 1000,
  };
}
