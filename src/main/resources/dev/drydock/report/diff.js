/* How two images differ. */

const { before, after, files } = facts;

files.paths = pathsOf(files);
files.isDirectory = (number) => (files.are[number] || files.were[number] || 'd')[0] === 'd';
const numbers = files.names.map((_, number) => number);
const changed = numbers.filter((number) => files.changes[number] >= 0);
const growths = numbers.map((number) => files.after[number] - files.before[number]);
const areas = growths.map(Math.abs);
const net = growths.reduce((sum, growth) => sum + growth, 0);
const moved = areas.reduce((sum, area) => sum + area, 0);

/** What the map shows of a file. */
function kindOf(number) {
  const verb = files.verbs[files.changes[number]];
  if (verb === 'added' || verb === 'removed') {
    return verb;
  }
  return growths[number] >= 0 ? 'grown' : 'shrunk';
}

const sums = new Map(['added', 'grown', 'shrunk', 'removed'].map((kind) => [kind, 0]));
changed.forEach((number) => sums.set(kindOf(number), sums.get(kindOf(number)) + growths[number]));

function byPackage() {
  const groups = grouped(changed.filter((number) => !files.isDirectory(number)), (number) => files.packages[number]);
  return above('packages', [...groups].map(([owner, its]) => treeOf(owner < 0 ? 'no package' : files.owners[owner], files, areas, its, growths)));
}

function details(node) {
  if (!(node.file >= 0) || (node.children && node.children.length > 0)) {
    return [['changes', countText(node.count)]];
  }
  const number = node.file;
  return [
    ['change', files.verbs[files.changes[number]]],
    ['before', files.were[number] === undefined ? 'not there' : literal(`${sizeText(files.before[number])}  ${files.were[number]}`, 90)],
    ['after', files.are[number] === undefined ? 'not there' : literal(`${sizeText(files.after[number])}  ${files.are[number]}`, 90)],
    ['package', named(files.packages[number] < 0 ? 'no package' : files.owners[files.packages[number]], 60)]];
}

/** More or less, said in words and in colour. */
function change(bytes, text) {
  return el('span', { class: bytes > 0 ? 'more-text' : bytes < 0 ? 'less-text' : 'same-text' }, text || growthText(bytes));
}

function sized2(bytes, most) {
  return el('span', { class: 'sized' }, bar(Math.abs(bytes) / most, bytes > 0 ? 'more-bytes' : 'less-bytes'), change(bytes));
}

function overview() {
  const both = (name, note, one, other) => {
    const share = one > 0 ? ` · ${other >= one ? '+' : '−'}${shareText(Math.abs(other - one) / one)}` : '';
    return el('div', { class: 'figure' }, el('dt', {}, name), el('dd', {},
      el('strong', {}, change(other - one)), el('span', {}, `${sizeText(one)} → ${sizeText(other)}${share}`)));
  };
  const counts = (noun, one, other) => `${countText(one)} → ${counted(other, noun)}`;
  const element = section('overview', 'Overview', '',
    el('h1', { class: 'subject' }, named(before.name), el('span', { class: 'arrow' }, ' → '), named(after.name)),
    el('p', { class: 'meta' }, el('code', { title: before.digest }, brief(before.digest)), ' → ', el('code', { title: after.digest }, brief(after.digest)),
      ` · ${counts('layer', before.layers, after.layers)} · ${counts('file', before.files, after.files)} · ${counts('package', before.packages, after.packages)}`),
    el('dl', { class: 'figures' },
      both('Transfer', '', before.sizes.transfer, after.sizes.transfer),
      both('Unpacked', '', before.sizes.unpacked, after.sizes.unpacked),
      both('Seen', '', before.sizes.visible, after.sizes.visible),
      both('On disk', '', before.sizes.onDisk, after.sizes.onDisk)),
    el('p', { class: 'summary' }, changed.length === 0 ? 'Both have the same files.'
      : `${counted(changed.length, 'path')} changed: ${[...sums].filter(([, sum]) => sum !== 0).map(([kind, sum]) => `${growthText(sum)} ${kind}`).join(', ') || 'no size'}.`));
  element.querySelector('h2').classList.add('unseen');
  return element;
}

function packageSection() {
  const most = Math.max(...facts.packages.map((each) => Math.abs(each.growth)), 1);
  return section('packages', 'Packages', 'What changes the size most comes first.', table({
    caption: 'Packages that differ',
    columns: [
      { title: 'Package', key: (row) => row.name, class: 'wide', show: (row) => literal(row.name, 70) },
      { title: 'Kind', key: (row) => row.kind, show: (row) => row.kind },
      { title: 'Change', key: (row) => row.change, show: (row) => row.change },
      { title: 'Before', key: (row) => row.before, show: (row) => literal(row.before, 40) },
      { title: 'After', key: (row) => row.after, show: (row) => literal(row.after, 40) },
      { title: 'Growth', key: (row) => row.growth, number: true, show: (row) => sized2(row.growth, most) },
    ],
    rows: facts.packages,
    first: 20,
    none: 'Both have the same packages.',
  }));
}

function fileSection() {
  const rows = [...changed].sort((one, other) => areas[other] - areas[one] || one - other);
  const most = Math.max(1, ...rows.slice(0, 1).map((number) => areas[number]));
  return section('files', 'Files', 'What changes the size most comes first.', table({
    caption: 'Files that differ',
    columns: [
      { title: 'Path', key: (number) => files.paths[number], class: 'wide', show: (number) => el('button', { type: 'button', class: 'plain', click: () => map.reveal(number) }, literal(`/${files.paths[number]}`, 90)) },
      { title: 'Change', key: (number) => files.verbs[files.changes[number]], show: (number) => files.verbs[files.changes[number]] },
      { title: 'Before', key: (number) => files.before[number], number: true, show: (number) => side(number, files.were, files.before) },
      { title: 'After', key: (number) => files.after[number], number: true, show: (number) => side(number, files.are, files.after) },
      { title: 'Growth', key: (number) => growths[number], number: true, show: (number) => sized2(growths[number], most) },
    ],
    rows,
    first: 20,
    none: 'Both have the same files.',
  }));
}

/** The size, or what else tells the two apart. */
function side(number, texts, sizes) {
  if (texts[number] === undefined) {
    return '';
  }
  const told = ['mode', 'owner', 'link', 'kind'].includes(files.verbs[files.changes[number]]);
  return told ? literal(texts[number], 40) : sizeText(sizes[number]);
}

function settingSection() {
  return section('settings', 'Settings', '', table({
    caption: 'Settings that differ',
    columns: [
      { title: 'Setting', key: (row) => row.name, show: (row) => literal(row.name, 80) },
      { title: 'Before', class: 'half', show: (row) => literal(row.before || 'not set', 300) },
      { title: 'After', class: 'half', show: (row) => literal(row.after || 'not set', 300) },
    ],
    rows: facts.settings,
    first: 40,
    none: 'Both have the same settings.',
  }));
}

const map = imageMap({
  note: 'Each rectangle is as large as the change it stands for: more is warm, less is cool. Click or Enter goes in, Escape or Backspace comes back.',
  arrangements: [['tree', 'Directory', () => treeOf('/', files, areas, changed, growths)], ['packages', 'Package', byPackage]],
  colourings: [['change', 'Change', {
    of: (node) => (node.file >= 0 && files.changes[node.file] >= 0 ? kindOf(node.file) : 'none'),
    legend: [...sums].map(([kind, sum]) => ({ colour: kind, name: kind, note: growthText(sum) })),
  }]],
  size: (node) => growthText(node.growth),
  details,
  whole: moved,
  wholeName: 'of all change',
});
const search = searchBox({
  paths: files.paths.map((path) => `/${path}`),
  size: (number) => areas[number],
  note: (number) => (files.changes[number] < 0 ? 'directory' : `${files.verbs[files.changes[number]]} ${growthText(growths[number])}`),
  chosen: map.reveal,
});
page('two images', search, [overview(), map.element, packageSection(), fileSection(), settingSection()]);
map.start();
