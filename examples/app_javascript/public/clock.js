// Asks the server for the time once a minute, and counts on from there: the visitor's own clock may be wrong.
const element = (id) => document.getElementById(id);
const face = {
  hours: element("hours"),
  minutes: element("minutes"),
  seconds: element("seconds"),
  time: element("time"),
  date: element("date"),
  offset: element("offset"),
  state: element("state"),
};

let answer; // { unix: milliseconds when the answer came, at: milliseconds of this page then, zone }
let formats;

function formatsFor(timeZone) {
  const parts = { timeZone, hourCycle: "h23" };
  return {
    time: new Intl.DateTimeFormat("en-GB", { ...parts, hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    date: new Intl.DateTimeFormat("en-GB", { ...parts, weekday: "long", day: "numeric", month: "long", year: "numeric" }),
  };
}

async function ask() {
  const sent = performance.now();
  try {
    const response = await fetch("/api/time", { cache: "no-store" });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const { unix, zone, offset } = await response.json();
    const received = performance.now();
    // The answer was true half a round trip ago, as well as can be told from here.
    answer = { unix: unix * 1000 + (received - sent) / 2, at: received, zone };
    formats = formatsFor(zone);
    face.offset.textContent = `UTC${offset}`;
    say("Live, by the server’s clock");
  } catch {
    say(answer ? "Server out of reach; counting on" : "Server out of reach");
  }
}

// A status is read aloud when it changes: only then is it written.
function say(text) {
  if (face.state.textContent !== text) face.state.textContent = text;
}

function turn(hand, degrees) {
  hand.setAttribute("transform", `rotate(${degrees})`);
}

function tick() {
  if (answer) {
    const now = new Date(answer.unix + performance.now() - answer.at);
    const text = formats.time.format(now);
    const [hour, minute, second] = text.split(":").map(Number);
    if (face.time.textContent !== text) {
      face.time.textContent = text;
      face.time.dateTime = now.toISOString();
      face.date.textContent = formats.date.format(now).replace(/^(\w+) /, "$1, ");
      turn(face.hours, (hour % 12) * 30 + minute / 2);
      turn(face.minutes, minute * 6 + second / 10);
      turn(face.seconds, second * 6);
    }
    setTimeout(tick, 1000 - now.getMilliseconds());
  } else {
    setTimeout(tick, 100);
  }
}

await ask();
tick();
setInterval(ask, 60_000);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
