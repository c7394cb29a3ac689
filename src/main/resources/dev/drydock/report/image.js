/* The report of one image. */

const COLOURS = 10;
const files = facts.files;
const total = facts.sizes.visible;

files.paths = pathsOf(files);
files.permissionsOf = (number) => files.permissions.texts[files.permissions.of[number]];
files.isDirectory = (number) => files.permissionsOf(number)[0] === 'd';
const numbers = files.names.map((_, number) => number);
const inode = (number) => files.sameAs[number] ?? number;

function layerName(number) {
  return `Layer ${number + 1}`;
}

/** What made it, as far as a few words can say. */
function layerTitle(number) {
  const history = facts.layers[number].history.trim();
  const colon = history.indexOf(':');
  const words = colon > 0 && colon < 30 ? history.slice(0, colon) : history;
  return words === '' ? layerName(number) : words.length > 36 ? `${words.slice(0, 35)}…` : words;
}

function packageName(number) {
  return number < 0 ? 'no package' : `${facts.packages[number].name} ${facts.packages[number].version}`.trim();
}

/* ---- colours ---- */

const layerSizes = facts.layers.map(() => 0);
const packageSizes = facts.packages.map(() => 0);
const kindSizes = new Map();
let nobodys = 0;
for (const number of numbers) {
  const size = files.sizes[number];
  const owner = files.packages[number];
  const kind = owner < 0 ? 'no package' : facts.packages[owner].kind;
  layerSizes[files.layers[number]] += size;
  kindSizes.set(kind, (kindSizes.get(kind) || 0) + size);
  if (owner < 0) {
    nobodys += size;
  } else {
    packageSizes[owner] += size;
  }
}
const largest = facts.packages.map((_, number) => number).sort((one, other) => packageSizes[other] - packageSizes[one]).slice(0, COLOURS);
const packageColours = new Map(largest.map((number, place) => [number, `c${place}`]));
const kinds = [...kindSizes.keys()].filter((kind) => kind !== 'no package').sort((one, other) => kindSizes.get(other) - kindSizes.get(one));
const kindColour = (kind) => (kind === 'no package' ? 'none' : `c${kinds.indexOf(kind) % COLOURS}`);
const othersSize = packageSizes.reduce((sum, size) => sum + size, 0) - largest.reduce((sum, number) => sum + packageSizes[number], 0);

/* Of many layers the largest have colours of their own. */
const largestLayers = new Set(facts.layers.map((_, number) => number)
  .sort((one, other) => layerSizes[other] - layerSizes[one] || one - other).slice(0, COLOURS));
const layerColours = facts.layers.map((_, number) => (largestLayers.has(number) ? `c${[...largestLayers].filter((each) => each < number).length}` : 'other'));
const smallLayers = facts.layers.map((_, number) => number).filter((number) => !largestLayers.has(number));

const colourings = [
  ['layer', 'Layer', {
    of: (node) => (node.file >= 0 ? layerColours[files.layers[node.file]] : 'none'),
    legend: facts.layers.map((_, number) => ({ colour: layerColours[number], name: layerTitle(number), note: sizeText(layerSizes[number]) }))
      .filter(({ colour }) => colour !== 'other')
      .concat(smallLayers.length > 0 ? [{ colour: 'other', name: counted(smallLayers.length, 'smaller layer'), note: sizeText(smallLayers.reduce((sum, number) => sum + layerSizes[number], 0)) }] : []),
  }],
  ['package', 'Package', {
    of: (node) => (node.file >= 0 && files.packages[node.file] >= 0 ? packageColours.get(files.packages[node.file]) || 'other' : 'none'),
    legend: largest.map((number, place) => ({ colour: `c${place}`, name: facts.packages[number].name, note: sizeText(packageSizes[number]) }))
      .concat(othersSize > 0 ? [{ colour: 'other', name: 'other packages', note: sizeText(othersSize) }] : [])
      .concat(nobodys > 0 ? [{ colour: 'none', name: 'no package', note: sizeText(nobodys) }] : []),
  }],
  ['kind', 'Kind', {
    of: (node) => kindColour(node.file >= 0 && files.packages[node.file] >= 0 ? facts.packages[files.packages[node.file]].kind : 'no package'),
    legend: [...kindSizes.keys()].sort((one, other) => kindSizes.get(other) - kindSizes.get(one)).map((kind) => ({ colour: kindColour(kind), name: kind, note: sizeText(kindSizes.get(kind)) })),
  }],
];

/* ---- arrangements ---- */

function byPackage() {
  const byOwner = grouped(numbers.filter((number) => !files.isDirectory(number)), (number) => files.packages[number]);
  const byKind = grouped([...byOwner.keys()], (owner) => (owner < 0 ? 'no package' : facts.packages[owner].kind));
  return above('packages', [...byKind].map(([kind, owners]) => (kind === 'no package'
    ? treeOf(kind, files, files.sizes, byOwner.get(-1))
    : above(kind, owners.map((owner) => treeOf(packageName(owner), files, files.sizes, byOwner.get(owner)))))));
}

function byLayer() {
  const groups = grouped(numbers.filter((number) => !files.isDirectory(number)), (number) => files.layers[number]);
  return above('layers', [...groups].map(([layer, its]) => treeOf(`${layer + 1} ${layerTitle(layer)}`, files, files.sizes, its)));
}

function details(node) {
  if (!(node.file >= 0) || (node.children && node.children.length > 0)) {
    return [['files', countText(node.count)]].concat(node.file >= 0 ? [['mode', files.permissionsOf(node.file)], ['owner', ownerOf(node.file)]] : []);
  }
  const number = node.file;
  const rows = [
    ['layer', named(`${files.layers[number] + 1} · ${layerTitle(files.layers[number])}`)],
    ['package', named(packageName(files.packages[number]), 60)],
    ['mode', files.permissionsOf(number)],
    ['owner', ownerOf(number)]];
  if (files.links[number] !== undefined) {
    rows.push(['leads to', literal(files.links[number], 80)]);
  }
  if (files.sameAs[number] !== undefined) {
    rows.push(['same file as', literal(`/${files.paths[inode(number)]}`, 80)]);
  }
  return rows;
}

function ownerOf(number) {
  return files.owners.texts[files.owners.of[number]];
}

/* ---- sections ---- */

function overview() {
  const { sizes, layers, packages } = facts;
  const regular = numbers.filter((number) => files.permissionsOf(number)[0] === '-').length;
  const strip = el('div', { class: 'strip', role: 'img', 'aria-label': `Unpacked by layer: ${layers.map((layer, number) => `${layerName(number)} ${sizeText(layer.unpacked)}`).join(', ')}` },
    ...layers.map((layer, number) => {
      const part = el('span', { class: layerColours[number], title: `${layerName(number)}: ${sizeText(layer.unpacked)}` });
      part.style.flexGrow = layer.unpacked;
      return part;
    }));
  const element = section('overview', 'Overview', '',
    el('h1', { class: 'subject' }, named(facts.name)),
    el('p', { class: 'meta' }, facts.platform, ' · ', facts.system ? named(facts.system, 60) : 'no os-release', ' · ',
      el('code', { title: facts.digest }, brief(facts.digest)), ` · ${counted(layers.length, 'layer')} · ${counted(regular, 'file')} · ${counted(packages.length, 'package')}`),
    el('dl', { class: 'figures' },
      figure('Transfer', sizeText(sizes.transfer), 'compressed: what a pull moves'),
      figure('Unpacked', sizeText(sizes.unpacked), 'all files of all layers'),
      figure('Seen', sizeText(sizes.visible), 'what a container sees'),
      figure('On disk', sizeText(sizes.onDisk), 'in blocks of 4 KiB')),
    strip, safety());
  element.querySelector('h2').classList.add('unseen');
  return element;
}

/** What somebody who breaks in finds to work with. */
function safety() {
  const { shells, packageManagers, setuid, worldWritable, withoutPassword } = facts.surface;
  const account = facts.user.split(':')[0];
  const root = account === '' || account === 'root' || /^0+$/.test(account);
  const check = (good, fine, bad, items) => el('li', { class: good ? 'good' : 'bad' },
    el('span', { class: 'sign', 'aria-hidden': 'true' }, good ? '✓' : '!'),
    el('span', {}, el('span', { class: 'unseen' }, good ? 'Good: ' : 'Look: '), good ? fine : bad,
      items && items.length > 0 ? el('small', {}, literal(items.slice(0, 4).join(', ') + (items.length > 4 ? ` and ${items.length - 4} more` : ''), 120)) : ''));
  const paths = (list) => list.map((number) => `/${files.paths[number]}`);
  return el('ul', { class: 'checks', 'aria-label': 'What a container has for somebody who breaks in' },
    check(shells.length === 0, 'No shell', counted(shells.length, 'shell'), shells.map((path) => `/${path}`)),
    check(packageManagers.length === 0, 'No package manager', counted(packageManagers.length, 'package manager'), packageManagers.map((path) => `/${path}`)),
    check(!root, `Runs as user ${shortened(facts.user, 30)}`, facts.user === '' ? 'Runs as root, since no user is set' : 'Runs as root'),
    check(setuid.length === 0, 'No setuid or setgid file', counted(setuid.length, 'setuid or setgid file'), paths(setuid)),
    check(worldWritable.length === 0, 'Nothing world-writable', `${countText(worldWritable.length)} world-writable`, paths(worldWritable)),
    check(withoutPassword.length === 0, 'No user without password', `${counted(withoutPassword.length, 'user')} without password`, withoutPassword));
}

function layerSection() {
  const most = Math.max(...facts.layers.map((layer) => layer.unpacked), 1);
  const rows = facts.layers.map((layer, number) => ({ ...layer, number }));
  return section('layers', 'Layers', 'The lowest first: what lies on top is replaced most often, and moves alone.', table({
    caption: 'Layers',
    columns: [
      { title: 'Layer', key: (row) => row.number, show: (row) => el('span', { class: 'tagged' }, el('span', { class: `swatch ${layerColours[row.number]}`, 'aria-hidden': 'true' }), String(row.number + 1)) },
      { title: 'Made by', key: (row) => row.history, class: 'wide', show: (row) => named(row.history || 'not said', 220) },
      { title: 'Files', key: (row) => row.files, number: true, show: (row) => countText(row.files) },
      { title: 'Compressed', key: (row) => row.compressed, number: true, show: (row) => sizeText(row.compressed) },
      { title: 'Unpacked', key: (row) => row.unpacked, number: true, show: (row) => sized(row.unpacked, most) },
      { title: 'Digest', class: 'mono', show: (row) => el('code', { title: row.digest }, brief(row.digest)) },
    ],
    rows,
    first: 40,
  }));
}

function packageSection() {
  const most = Math.max(...facts.packages.map((each) => each.size), 1);
  const rest = nobodys > 0 ? `${sizeText(nobodys)} are in files that belong to no package.` : '';
  return section('packages', 'Packages', `${[...grouped(facts.packages, (each) => each.kind)].map(([kind, all]) => `${countText(all.length)} ${kind}`).join(', ') || 'None'}. ${rest}`, table({
    caption: 'Packages',
    columns: [
      { title: 'Package', key: (row) => row.name, class: 'wide', show: (row) => el('span', { title: row.purl }, literal(row.name, 70)) },
      { title: 'Version', key: (row) => row.version, show: (row) => literal(row.version, 30) },
      { title: 'Kind', key: (row) => row.kind, show: (row) => row.kind },
      ...(facts.packages.some((row) => row.license) ? [{ title: 'License', key: (row) => row.license, show: (row) => named(row.license, 30) }] : []),
      { title: 'Files', key: (row) => row.files, number: true, show: (row) => countText(row.files) },
      { title: 'Size', key: (row) => row.size, number: true, show: (row) => sized(row.size, most) },
    ],
    rows: facts.packages,
    sorted: facts.packages.some((row) => row.license) ? 5 : 4,
  }));
}

function fileSection(map) {
  const rows = numbers.filter((number) => !files.isDirectory(number));
  const most = rows.reduce((size, number) => Math.max(size, files.sizes[number]), 1);
  return section('files', 'Files', 'Each counted once, whatever its names.', table({
    caption: 'Files',
    columns: [
      { title: 'Path', key: (number) => files.paths[number], class: 'wide', show: (number) => el('button', { type: 'button', class: 'plain', click: () => map.reveal(number) }, literal(`/${files.paths[number]}`, 80)) },
      { title: 'Package', key: (number) => packageName(files.packages[number]), show: (number) => (files.packages[number] < 0 ? '' : literal(facts.packages[files.packages[number]].name, 30)) },
      { title: 'Layer', key: (number) => files.layers[number], number: true, show: (number) => String(files.layers[number] + 1) },
      { title: 'Mode', key: (number) => files.permissionsOf(number), class: 'mono', show: (number) => el('code', {}, files.permissionsOf(number)) },
      { title: 'Owner', key: (number) => ownerOf(number), class: 'mono', show: (number) => el('code', {}, ownerOf(number)) },
      { title: 'Size', key: (number) => files.sizes[number], number: true, show: (number) => sized(files.sizes[number], most) },
    ],
    rows,
    sorted: 5,
  }));
}

function wasteSection() {
  const { waste } = facts;
  const hidden = waste.hiddenCount > waste.hidden.length ? ` The largest ${waste.hidden.length} of ${countText(waste.hiddenCount)}.` : '';
  const copies = waste.copiesCount > waste.copies.length ? ` The largest ${waste.copies.length} of ${countText(waste.copiesCount)}.` : '';
  return section('waste', 'Waste', 'What could go without a container noticing.',
    el('dl', { class: 'figures small' },
      figure('Hidden', sizeText(waste.hiddenBytes), 'replaced or deleted by upper layers'),
      figure('Copies', sizeText(waste.copiedBytes), 'files that are there more than once'),
      figure('Efficiency', shareText(waste.score), 'as dive computes it'),
      figure('Wasted', sizeText(waste.wasted), waste.share === undefined ? 'as dive computes it' : `as dive computes it: ${shareText(waste.share)} of what is above the first layer`)),
    el('h3', {}, 'Hidden files'), hidden ? el('p', { class: 'note' }, hidden) : '',
    table({
      caption: 'Hidden files',
      columns: [
        { title: 'Path', key: (row) => row.path, class: 'wide', show: (row) => literal(`/${row.path}`, 100) },
        { title: 'Layer', key: (row) => row.layer, number: true, show: (row) => String(row.layer + 1) },
        { title: 'Size', key: (row) => row.size, number: true, show: (row) => sizeText(row.size) },
      ],
      rows: waste.hidden,
      none: 'No layer replaces or deletes a file of one below.',
    }),
    el('h3', {}, 'Copies'), copies ? el('p', { class: 'note' }, copies) : '',
    table({
      caption: 'Copies',
      columns: [
        { title: 'Paths', class: 'wide', show: (row) => el('span', { class: 'lines' }, ...row.paths.slice(0, 3).map((path) => literal(`/${path}`, 90)), row.count > 3 ? `and ${row.count - 3} more` : '') },
        { title: 'Copies', key: (row) => row.count, number: true, show: (row) => countText(row.count) },
        { title: 'Size of each', key: (row) => row.size, number: true, show: (row) => sizeText(row.size) },
        { title: 'Could go', key: (row) => row.wasted, number: true, show: (row) => sizeText(row.wasted) },
      ],
      rows: waste.copies,
      sorted: 3,
      none: 'No file is there twice.',
    }));
}

function settingSection() {
  const rows = facts.settings.concat(facts.environment.map(({ name, value }) => ({ name: `env ${name}`, value })), facts.labels.map(({ name, value }) => ({ name: `label ${name}`, value })))
    .concat([{ name: 'image id', value: facts.id }, { name: 'digest', value: facts.digest }]);
  return section('settings', 'Settings', facts.notes.length > 0 ? facts.notes.join('; ') : '', table({
    caption: 'Settings',
    columns: [
      { title: 'Setting', show: (row) => literal(row.name, 80) },
      { title: 'Value', class: 'wide', show: (row) => el('code', {}, literal(row.value || 'not set', 300)) },
    ],
    rows,
    first: 40,
  }));
}

const map = imageMap({
  note: 'Each rectangle is as large as what it stands for. Click or Enter goes in, Escape or Backspace comes back.',
  arrangements: [['tree', 'Directory', () => treeOf('/', files, files.sizes, numbers)], ['packages', 'Package', byPackage], ['layers', 'Layer', byLayer]],
  colourings,
  size: (node) => sizeText(node.size),
  details,
  whole: total,
  wholeName: 'of the image',
});
const search = searchBox({
  paths: files.paths.map((path) => `/${path}`),
  size: (number) => files.sizes[number],
  note: (number) => (files.isDirectory(number) ? 'directory' : sizeText(files.sizes[number])),
  chosen: map.reveal,
});
page('image report', search, [overview(), map.element, layerSection(), packageSection(), fileSection(map), wasteSection(), settingSection()]);
map.start();
