// Exits with one clear line when Node is too old. Written so that old versions of Node can parse it.
var minimum = '20.19.0';

var have = process.versions.node.split('.').map(Number);
var need = minimum.split('.').map(Number);

if (have[0] < need[0] || (have[0] === need[0] && have[1] < need[1])) {
  console.error(
    'Temporal Functions needs Node ' +
      minimum +
      ' or newer, but this is Node ' +
      process.versions.node +
      '. Install a newer one, from https://nodejs.org for example.',
  );
  process.exit(1);
}
