/** Guard before npm scripts: the store needs Node-API 10, and an older Node would crash in it instead of saying so. */
const have = Number(process.versions.napi ?? 0);
if (!(have >= 10)) {
  process.stderr.write(
    `MANE needs Node 22.14 or newer (Node-API 10), this is Node ${process.versions.node}; \`npm ci\` brings Node 24 along: run through npm scripts or npx\n`,
  );
  process.exit(1);
}
