// What c8 makes of V8's reports: the hits of all lines, by the file's path. The
// work is done by v8-to-istanbul, which is called as c8 calls it.
const { createCoverageMap } = require('istanbul-lib-coverage');
const v8ToIstanbul = require('v8-to-istanbul');
const { read } = require('./v8scripts');

// c8 needs no more of generated code than where its lines break.
const blanks = (lengths) => lengths.map((n) => '.'.repeat(n)).join('\n');

(async () => {
  const all = createCoverageMap({});
  for (const script of read()) {
    const sources = script.map
      ? { source: blanks(script.lineLengths), originalSource: script.map.sourcesContent[0], sourceMap: { sourcemap: script.map } }
      : { source: script.text };
    const converter = v8ToIstanbul(script.path, 0, sources);
    await converter.load();
    converter.applyCoverage(script.functions);
    all.merge(converter.toIstanbul());
  }
  const lines = all.files().map((path) => [path, all.fileCoverageFor(path).getLineCoverage()]);
  console.log(JSON.stringify(Object.fromEntries(lines)));
})();
