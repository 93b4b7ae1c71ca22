package oracles

// Where c8, monocart and covls say different things of the same text, and by
// which rule of theirs. covls takes a line for what the first piece of code on
// it is, and for partial where other pieces are not (formats §8).

// c8's rules. It knows neither code nor comments: a line has the count of the
// last range that covers all of it.
const (
	wholeLines  = "a range that begins or ends inside the line does not count for it"
	ownComments = "it reads no comments but its own, and takes the lines that they take out for run"
	typesRun    = "every line of a file ran: types, what only closes a block, what a bundler left out"
	columns     = "positions in minified code are those of the segment before"
)

// monocart's rules. It parses the code, and then asks for each line what on it
// did not run.
const (
	around       = "what ran less often than what is around it, and did run, ran as often"
	greatest     = "the line ran as often as the code on it that ran most"
	noC8Comments = "it reads no comments of Istanbul's, and has no lines where its own and c8's take them out"
	typesToo     = "types, and what only closes a block, are lines"
	textDecides  = "branches are those of the minified code, whose brackets are not in the source"
)

// Rules of both.
const header = "a class's line, or the line that ends a function, is that of the constructor or function and not of the statement"

// c8Differences are those of each run.
var c8Differences = map[string][]difference{
	"node-plain": plainC8,
	"c8-plain":   plainC8,
	"c8-merge":   plainC8,
	"tsc":        tscC8,
	"tsc-failed": tscC8,
	"c8-tsc":     tscC8,
	"esbuild": {
		{typesRun, "src/main.ts", []int{1, 2}},
		{typesRun, "src/shapes.ts", []int{1, 3, 15, 16, 17, 18, 19, 20, 22}},
		{typesRun, "src/util.ts", []int{2, 3, 4, 5}},
	},
	"esbuild-min": {
		{typesRun, "src/main.ts", []int{1, 2, 11}},
		{typesRun, "src/shapes.ts", []int{1, 3, 10, 11, 15, 16, 17, 18, 19, 20, 22, 27, 31}},
		{columns, "src/shapes.ts", []int{26, 30, 47}},
		{typesRun, "src/util.ts", []int{2, 3, 4, 5}},
	},
	"program": {
		{wholeLines, "parse.js", []int{9, 11, 22, 32}},
		{wholeLines, "shape.js", []int{8, 10, 12, 13, 15}},
		{ownComments, "shape.js", []int{20, 21, 22}},
	},
}

var plainC8 = []difference{
	{wholeLines, "math.js", []int{35, 36, 38}},
	{ownComments, "math.js", []int{44, 47}},
}

var tscC8 = []difference{
	{typesRun, "src/shapes.ts", []int{1, 13, 22}},
	{wholeLines, "src/shapes.ts", []int{10, 47}},
	{header, "src/shapes.ts", []int{15}},
	{header, "src/util.ts", []int{5}},
}

// monocartDifferences are those of each run.
var monocartDifferences = map[string][]difference{
	"node-plain": {
		{around, "math.js", []int{5, 14, 15, 35, 38, 39, 50, 51, 52, 53, 56, 57}},
		{greatest, "math.js", []int{12}},
		{noC8Comments, "math.js", []int{44, 47}},
		{greatest, "unicode.js", []int{2}},
	},
	"c8-plain": plainMonocart,
	"c8-merge": append([]difference{{greatest, "unicode.js", []int{2}}}, plainMonocart...),
	"tsc":      tscMonocart,
	"tsc-failed": append([]difference{
		{greatest, "src/shapes.ts", []int{35}},
		{around, "src/shapes.ts", []int{38, 39, 41}},
	}, tscMonocart...),
	"c8-tsc": tscMonocart,
	"esbuild-min": {
		{typesToo, "src/main.ts", []int{1, 2, 11}},
		{textDecides, "src/main.ts", []int{9}},
		{typesToo, "src/shapes.ts", []int{1, 3, 10, 11, 15, 16, 17, 18, 19, 20, 22, 27, 31}},
		{greatest, "src/util.ts", []int{1}},
		{typesToo, "src/util.ts", []int{2, 3, 4, 5}},
	},
	"program": {
		{greatest, "parse.js", []int{6}},
		{around, "parse.js", []int{8, 9, 10, 11, 13, 14, 16, 37, 38, 47, 48}},
		{around, "shape.js", []int{8, 9, 10, 11, 13}},
		{noC8Comments, "shape.js", []int{20, 21, 22}},
	},
}

var plainMonocart = []difference{
	{around, "math.js", []int{5, 14, 15, 35, 38, 39}},
	{greatest, "math.js", []int{12}},
	{noC8Comments, "math.js", []int{44, 47}},
}

var tscMonocart = []difference{
	{typesToo, "src/shapes.ts", []int{1, 13, 22}},
	{header, "src/shapes.ts", []int{15}},
	{greatest, "src/shapes.ts", []int{29}},
	{greatest, "src/util.ts", []int{1}},
	{header, "src/util.ts", []int{5}},
}
