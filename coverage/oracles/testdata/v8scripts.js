// The scripts of V8's own reports, for the tools that turn them into lines: what
// several processes counted is added up by the library that c8 does it with.
const fs = require('fs');
const { fileURLToPath, pathToFileURL } = require('url');
const { mergeProcessCovs } = require('@bcoe/v8-coverage');

// Files may lie elsewhere than where they were run: moved is a list of pairs of
// folders, of which the second is where the first one's files are now. Gives
// undefined where there is no such file.
function textOf(path, moved) {
  for (const [from, to] of moved) {
    const name = to + path.slice(from.length);
    if (path.startsWith(from) && fs.existsSync(name)) return fs.readFileSync(name, 'utf8');
  }
}

// A map names its sources relative to the script; their text may be in it.
function completeMap(map, url, moved) {
  const root = map.sourceRoot ? map.sourceRoot.replace(/\/?$/, '/') : '';
  const paths = map.sources.map((source) => fileURLToPath(new URL(root + source, url)));
  const sourcesContent = paths.map((path, i) => map.sourcesContent?.[i] ?? textOf(path, moved));
  return { ...map, sourceRoot: '', sources: paths.map((path) => pathToFileURL(path).href), sourcesContent };
}

// Reads what was asked for: the names of the reports, the folder that counts,
// and the moved folders. Gives the scripts in that folder, each with its path,
// functions, text (undefined where nobody kept it), the lengths of its lines
// where Node noted them, and source map.
exports.read = () => {
  const { reports, folder, moved } = JSON.parse(fs.readFileSync(0, 'utf8'));
  const documents = reports.map((name) => JSON.parse(fs.readFileSync(name, 'utf8')));
  const cache = Object.assign({}, ...documents.map((doc) => doc['source-map-cache']));
  const inFolder = (script) => script.url.startsWith(pathToFileURL(folder).href + '/');
  const processes = documents.map((doc) => ({ result: doc.result.filter(inFolder) }));
  return mergeProcessCovs(processes).result.map((script) => {
    const { data, lineLengths } = cache[script.url] ?? {};
    const path = fileURLToPath(script.url);
    return {
      path, url: script.url, scriptId: script.scriptId, functions: script.functions, lineLengths,
      text: textOf(path, moved), map: data && completeMap(data, script.url, moved),
    };
  });
};
