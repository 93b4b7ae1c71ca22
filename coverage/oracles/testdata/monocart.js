// What monocart makes of V8's reports: a verdict for every line of code, by the
// file's path, which is a count, or "1/2" where one of two branches was taken.
const fs = require('fs');
const os = require('os');
const path = require('path');
const { fileURLToPath } = require('url');
const { CoverageReport } = require('monocart-coverage-reports');
const { read } = require('./v8scripts');

(async () => {
  const outputDir = fs.mkdtempSync(path.join(os.tmpdir(), 'monocart-'));
  // Without a sourcePath of ours, monocart shortens paths as it sees fit.
  const report = new CoverageReport({ outputDir, logging: 'error', reports: ['codecov'], sourcePath: (_, info) => info.url });
  await report.add(read().map((script) => ({
    url: script.url, scriptId: script.scriptId, source: script.text, functions: script.functions, sourceMap: script.map,
  })));
  const { files } = await report.generate();
  fs.rmSync(outputDir, { recursive: true });
  console.log(JSON.stringify(Object.fromEntries(files.map((file) => [fileURLToPath(file.url), file.data.lines]))));
})();
