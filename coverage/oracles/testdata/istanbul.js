// What Istanbul's own library makes of Istanbul's reports. It gets a list of
// lists of file names; the files of one list are merged. For each it prints the
// files by path, with the hits of their lines, the branches of their lines, and
// the totals that every reporter of Istanbul prints.
const fs = require('fs');
const { createCoverageMap } = require('istanbul-lib-coverage');
const { createSourceMapStore } = require('istanbul-lib-source-maps');

const pair = (ratio) => [ratio.covered, ratio.total];

function describe(file) {
  const totals = file.toSummary().data;
  const branches = {};
  for (const [line, ratio] of Object.entries(file.getBranchCoverageByLine())) {
    if (ratio.total > 0) branches[line] = pair(ratio);
  }
  return {
    lines: file.getLineCoverage(),
    branches,
    totals: {
      lines: pair(totals.lines),
      statements: pair(totals.statements),
      functions: pair(totals.functions),
      branches: pair(totals.branches),
    },
  };
}

async function read(names) {
  const all = createCoverageMap({});
  for (const name of names) {
    const one = createCoverageMap(JSON.parse(fs.readFileSync(name, 'utf8')));
    // nyc writes what ran of generated code, and does this when it reports.
    all.merge(await createSourceMapStore({}).transformCoverage(one));
  }
  return Object.fromEntries(all.files().map((path) => [path, describe(all.fileCoverageFor(path))]));
}

(async () => {
  const groups = JSON.parse(fs.readFileSync(0, 'utf8'));
  console.log(JSON.stringify(await Promise.all(groups.map(read))));
})();
