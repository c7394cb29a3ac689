import { zone } from "./time.js";

const ticks = Array.from({ length: 60 }, (_, i) => {
  const hour = i % 5 === 0;
  return `<line class="${hour ? "hour" : "minute"}" y1="-96" y2="${hour ? -84 : -91}" transform="rotate(${i * 6})"/>`;
}).join("\n        ");

/** The whole page, right without its script too. What goes into it are numbers and names of this app alone. */
export function page({ iso, clock, date, hour, minute, second, offset }) {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <meta name="description" content="The current time in Moscow">
  <title>Moscow time</title>
  <link rel="icon" href="/static/icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/static/style.css">
  <script type="module" src="/static/clock.js"></script>
</head>
<body>
  <main>
    <p class="place"><span class="mark" aria-hidden="true"></span>Moscow, Russia</p>
    <h1 class="sr-only">The time in Moscow</h1>
    <svg class="face" viewBox="-110 -110 220 220" role="img" aria-label="Analogue clock, the same time as below">
      <circle class="rim" r="104"/>
      <g class="ticks" aria-hidden="true">
        ${ticks}
      </g>
      <line class="hand hours" id="hours" y1="10" y2="-52" transform="rotate(${(hour % 12) * 30 + minute / 2})"/>
      <line class="hand minutes" id="minutes" y1="12" y2="-78" transform="rotate(${minute * 6 + second / 10})"/>
      <line class="hand seconds" id="seconds" y1="18" y2="-84" transform="rotate(${second * 6})"/>
      <circle class="pin" r="4"/>
    </svg>
    <p class="digits"><time id="time" datetime="${iso}">${clock}</time></p>
    <p class="date" id="date">${date}</p>
    <dl>
      <div><dt>Zone</dt><dd>${zone}</dd></div>
      <div><dt>Offset</dt><dd id="offset">UTC${offset}</dd></div>
      <div><dt>Served by</dt><dd>Express</dd></div>
    </dl>
  </main>
  <footer>
    <p id="state" role="status">As of the server’s last answer</p>
    <p><a href="/api/time">JSON</a> · <a href="/healthz">Health</a></p>
  </footer>
</body>
</html>
`;
}
