// What a program sees of ICU's data. Run as: node intl-probe.js PART LOCALE…
const [part, ...locales] = process.argv.slice(2);
const lines = [];
const tell = (name, make) => {
  let value;
  try {
    value = make();
  } catch (e) {
    value = 'throws ' + e.message;
  }
  lines.push(name + ' = ' + JSON.stringify(value));
};
const moments = [0, 951782400000, 1e12, 1720000000000];
const zones = ['Europe/Moscow', 'America/New_York', 'Asia/Tokyo', 'Asia/Kolkata', 'UTC', 'Africa/Lagos', 'Etc/GMT+5'];
const styles = ['full', 'long', 'medium', 'short'];
const texts = 'Hello world. 今天天气好 日本語の文章です。 สวัสดีครับ ភាសាខ្មែរ ພາສາລາວ မြန်မာ Mr. X 한국어 नमस्ते 👩‍👩‍👧';
const constructors = ['DateTimeFormat', 'NumberFormat', 'Collator', 'Segmenter', 'PluralRules', 'RelativeTimeFormat', 'DisplayNames',
  'ListFormat', 'DurationFormat'].filter(name => Intl[name]);
const options = name => (name === 'DisplayNames' ? { type: 'region' } : undefined);

function dates(l) {
  for (const style of styles) for (const timeZone of zones) for (const at of moments) {
    tell(`${l} ${style} ${timeZone} ${at}`, () => new Intl.DateTimeFormat(l, { dateStyle: style, timeStyle: style, timeZone }).format(at));
  }
  for (const timeZoneName of ['short', 'long', 'shortOffset', 'longOffset', 'shortGeneric', 'longGeneric']) for (const timeZone of zones) {
    tell(`${l} ${timeZoneName} ${timeZone}`, () => new Intl.DateTimeFormat(l, { timeZoneName, timeZone }).format(1e12));
  }
  for (const calendar of Intl.supportedValuesOf('calendar')) for (const dateStyle of styles) {
    tell(`${l} ${calendar} ${dateStyle}`, () => new Intl.DateTimeFormat(l, { calendar, dateStyle, timeZone: 'UTC' }).format(1e12));
  }
  for (const month of ['numeric', '2-digit', 'short', 'long', 'narrow']) for (const weekday of ['short', 'long', 'narrow']) {
    const format = new Intl.DateTimeFormat(l, { year: 'numeric', era: 'short', month, weekday, day: 'numeric', dayPeriod: 'long', hour: 'numeric', timeZone: 'UTC' });
    for (let i = 0; i < 12; i++) tell(`${l} ${month} ${weekday} ${i}`, () => format.format(i * 2678400000 + i * 7200000));
    tell(`${l} range ${month} ${weekday}`, () => format.formatRange(1e12, 1.001e12));
  }
}
function numbers(l) {
  for (const currency of Intl.supportedValuesOf('currency')) {
    tell(`${l} ${currency}`, () => ['symbol', 'narrowSymbol', 'name', 'code'].map(currencyDisplay =>
      new Intl.NumberFormat(l, { style: 'currency', currency, currencyDisplay, currencySign: 'accounting' }).format(-1234567.891)));
  }
  for (const unit of Intl.supportedValuesOf('unit')) for (const unitDisplay of ['long', 'short', 'narrow']) {
    tell(`${l} ${unit} ${unitDisplay}`, () => [0, 1, 2, 5, 11, 21, 1.5].map(n => new Intl.NumberFormat(l, { style: 'unit', unit, unitDisplay }).format(n)));
  }
  tell(`${l} per`, () => new Intl.NumberFormat(l, { style: 'unit', unit: 'kilometer-per-hour', unitDisplay: 'long' }).format(12));
  for (const notation of ['standard', 'scientific', 'engineering', 'compact']) for (const compactDisplay of ['short', 'long']) {
    tell(`${l} ${notation} ${compactDisplay}`, () => [1, 12, 1234, 12345, 1234567, 1e9, 1e12, 1e15, -0.5].map(n => new Intl.NumberFormat(l, { notation, compactDisplay }).format(n)));
  }
  for (const numberingSystem of Intl.supportedValuesOf('numberingSystem')) {
    tell(`${l} ${numberingSystem}`, () => new Intl.NumberFormat(l, { numberingSystem }).format(1234567.89));
  }
  tell(`${l} percent`, () => new Intl.NumberFormat(l, { style: 'percent' }).format(0.5) + NaN.toLocaleString(l) + Infinity.toLocaleString(l));
}
function words(l) {
  const sample = ['z', 'a', 'Z', 'ä', 'é', '1', '10', '2', 'Ω', 'я', 'й', 'и', 'ё', 'ch', 'c', 'd', 'll', 'ñ', 'n', 'å', 'ø', 'ö', 'ı', 'i', 'İ', 'ß', 'ss',
    '一', '丁', '七', '北', '京', '阿', '가', '나', '한', 'あ', 'ア', 'ク', 'グ', 'ก', 'ข', 'ક', 'क', 'ख', 'א', 'ב', 'ا', 'ب', ' ', '-', '_'];
  for (const usage of ['sort', 'search']) for (const sensitivity of ['base', 'accent', 'case', 'variant']) for (const numeric of [false, true]) {
    tell(`${l} ${usage} ${sensitivity} ${numeric}`, () => {
      const compare = new Intl.Collator(l, { usage, sensitivity, numeric }).compare;
      return [[...sample].sort(compare).join(), sample.map(one => sample.map(other => Math.sign(compare(one, other)) + 1).join('')).join()];
    });
  }
  tell(`${l} caseFirst`, () => [...sample].sort(new Intl.Collator(l, { caseFirst: 'upper', ignorePunctuation: true }).compare).join());
  for (const type of ['cardinal', 'ordinal']) {
    const rules = new Intl.PluralRules(l, { type });
    tell(`${l} ${type}`, () => [...Array(130).keys(), 0.5, 1.5, 1e6].map(n => rules.select(n)).join());
    tell(`${l} ${type} range`, () => rules.selectRange ? rules.selectRange(1, 2) : '');
  }
  for (const type of ['region', 'language', 'script', 'currency', 'calendar', 'dateTimeField']) for (const style of ['long', 'short', 'narrow']) {
    const codes = { region: ['DE', 'RU', 'US', '419', 'CN', 'ZZ', 'TW', 'GB'], language: ['ru', 'en-GB', 'zh-Hant', 'pt-BR', 'sr-Latn', 'fr-CA', 'nl-BE', 'xx'],
      script: ['Cyrl', 'Latn', 'Hans'], currency: ['EUR', 'RUB', 'USD', 'XAU'], calendar: ['gregory', 'hebrew', 'chinese'],
      dateTimeField: ['era', 'year', 'month', 'weekday', 'day', 'hour', 'timeZoneName'] }[type];
    tell(`${l} ${type} ${style}`, () => codes.map(code => new Intl.DisplayNames(l, { type, style }).of(code)));
  }
  for (const granularity of ['grapheme', 'word', 'sentence']) {
    tell(`${l} ${granularity}`, () => [...new Intl.Segmenter(l, { granularity }).segment(texts)].map(x => x.segment + (x.isWordLike ?? '')).join('|'));
  }
  for (const type of ['conjunction', 'disjunction', 'unit']) for (const style of ['long', 'short', 'narrow']) {
    tell(`${l} ${type} ${style}`, () => [['a'], ['a', 'b'], ['a', 'b', 'i', 'o']].map(list => new Intl.ListFormat(l, { type, style }).format(list)));
  }
  for (const numeric of ['auto', 'always']) for (const style of ['long', 'short', 'narrow']) {
    const format = new Intl.RelativeTimeFormat(l, { numeric, style });
    for (const unit of ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year']) {
      tell(`${l} ${numeric} ${style} ${unit}`, () => [-21, -5, -2, -1, 0, 1, 2, 5, 21].map(n => format.format(n, unit)));
    }
  }
  if (Intl.DurationFormat) for (const style of ['long', 'short', 'narrow', 'digital']) {
    tell(`${l} duration ${style}`, () => new Intl.DurationFormat(l, { style }).format({ years: 1, months: 2, weeks: 3, days: 5, hours: 11, minutes: 21, seconds: 3 }));
  }
}
function facts(l) {
  const locale = new Intl.Locale(l);
  tell(`${l} locale`, () => [locale.maximize().toString(), locale.minimize().toString()]);
  for (const name of ['Calendars', 'Collations', 'HourCycles', 'NumberingSystems', 'TimeZones', 'TextInfo', 'WeekInfo']) {
    tell(`${l} ${name}`, () => locale['get' + name] ? locale['get' + name]() : '');
  }
  for (const name of constructors) {
    tell(`${l} ${name}`, () => new Intl[name](l, options(name)).resolvedOptions());
  }
  tell(`${l} strings`, () => [(1234.5).toLocaleString(l), 12345678901234567890n.toLocaleString(l), new Date(1e12).toLocaleString(l, { timeZone: 'Asia/Tokyo' }),
    'aäbz'.localeCompare('äabz', l), 'İIıißǅﬁάΰ'.toLocaleUpperCase(l), 'İIÌÍĨΑΣ'.toLocaleLowerCase(l)]);
}
function common() {
  for (const key of ['calendar', 'currency', 'numberingSystem', 'timeZone', 'unit']) tell(key, () => Intl.supportedValuesOf(key));
  for (const timeZone of [...Intl.supportedValuesOf('timeZone'), 'US/Eastern', 'Europe/Kiev', 'Asia/Calcutta', 'GMT', '+05:30']) {
    tell(timeZone, () => ['short', 'long', 'longOffset', 'longGeneric'].map(timeZoneName => {
      const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName, dateStyle: undefined, year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
      return [-5e12, -1e12, ...moments, 4e12].map(at => format.format(at)).join();
    }));
  }
  for (const l of ['tr', 'az', 'lt', 'el', 'nl', 'hy', 'de']) tell(l, () => ['İIıißǅﬁάΰijև'.toLocaleUpperCase(l), 'İIÌÍĨΑΣIJ'.toLocaleLowerCase(l)]);
  for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD']) tell(form, () => [...Array(0x300).keys()].map(i => String.fromCodePoint(i * 100).normalize(form)).join() + 'ﬁİßÅが각क़'.normalize(form));
  for (const host of ['ünï.example', 'straße.example', 'пример.example', '例え.example', 'xn--bcher-kva.example', 'ẞ.example', 'a‍b.example']) {
    tell(host, () => [new URL('http://' + host).host, require('url').domainToASCII(host), require('url').domainToUnicode(require('url').domainToASCII(host))]);
  }
  for (const name of ['utf-8', 'utf-16le', 'utf-16be', 'ibm866', 'iso-8859-2', 'iso-8859-5', 'iso-8859-6', 'iso-8859-7', 'iso-8859-8', 'iso-8859-16', 'koi8-r',
    'koi8-u', 'macintosh', 'windows-874', 'windows-1250', 'windows-1251', 'windows-1252', 'windows-1258', 'gbk', 'gb18030', 'big5', 'euc-jp', 'iso-2022-jp', 'shift_jis', 'euc-kr']) {
    tell(name, () => new TextDecoder(name).decode(Uint8Array.from({ length: 400 }, (_, i) => 0x80 + (i * 7) % 0x7f)));
  }
  tell('transcode', () => require('buffer').transcode(Buffer.from('€äя'), 'utf8', 'latin1').toString('hex'));
  for (const name of ['Script=Greek', 'Script_Extensions=Han', 'L', 'Lu', 'Emoji', 'ID_Start', 'Alphabetic', 'ASCII']) {
    tell(name, () => { const all = new RegExp(`\\p{${name}}`, 'u'); let n = 0; for (let c = 0; c < 0x20000; c++) if (all.test(String.fromCodePoint(c))) n++; return n; });
  }
  tell('fold', () => [/ſ/iu.test('S'), /ß/iu.test('ẞ'), /Σ/iu.test('ς')]);
  tell('versions', () => process.versions);
  tell('date', () => [new Date(1e12).toString(), new Date(1e12).toLocaleString(), Date.parse('Sun Sep 09 2001 01:46:40 GMT+0000')]);
}
function supported() {
  for (const name of constructors) tell(name, () => Intl[name].supportedLocalesOf(locales));
}
function others() {
  const plain = Object.fromEntries(constructors.map(name => [name, new Intl[name](undefined, options(name)).resolvedOptions().locale]));
  for (const l of locales) {
    for (const name of constructors) {
      const made = new Intl[name](l, options(name));
      tell(`${l} ${name}`, () => made.resolvedOptions().locale === plain[name]);
    }
    tell(`${l} same`, () => [(1234.5).toLocaleString(l) === (1234.5).toLocaleString(), new Date(1e12).toLocaleString(l) === new Date(1e12).toLocaleString()]);
  }
}
if (part === 'kept') for (const l of locales) for (const make of [facts, dates, numbers, words]) make(l);
else ({ common, supported, others })[part]();
console.log(lines.join('\n'));
