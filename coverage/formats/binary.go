package formats

import (
	"bytes"

	"github.com/covls/covls/coverage/coveragepy/sqlite"
)

// Files that begin with a signature. Most are raw data that the tool itself
// turns into a report, so the hint is the command that does.

// A magic is a signature at the start of a file.
type magic struct {
	bytes string
	is    *NotReadable
}

var (
	llvmRaw = data("raw LLVM profile data (.profraw)",
		"run `llvm-profdata merge`, then `llvm-cov export -instr-profile=FILE BINARY`")
	llvmIndexed = data("indexed LLVM profile data (.profdata)",
		"run `llvm-cov export -instr-profile=FILE BINARY`")
	gccData = data("gcc's coverage data (.gcda)",
		"run `gcovr --json coverage.json`, or `lcov --capture --directory . --output-file lcov.info`")
	gccNotes = data("gcc's coverage notes (.gcno)",
		"run `gcovr --json coverage.json`, or `lcov --capture --directory . --output-file lcov.info`")
	zipInside = inside("a zip archive")
)

// magics are asked in order. Those of gcc and LLVM come in both byte orders
// (formats §1.1).
var magics = []magic{
	{"\x01\xc0\xc0\x10", data("JaCoCo execution data (.exec)",
		"run `java -jar jacococli.jar report FILE --classfiles CLASSES --xml jacoco.xml`")},
	{"\x81rforpl\xff", llvmRaw}, {"\xfflprofr\x81", llvmRaw},
	{"\x81Rforpl\xff", llvmRaw}, {"\xfflprofR\x81", llvmRaw},
	{"\xfflprofi\x81", llvmIndexed},
	{"adcg", gccData}, {"gcda", gccData},
	{"oncg", gccNotes}, {"gcno", gccNotes},
	{zipMagic, zipInside}, {emptyZipMagic, zipInside},
	{xzMagic, inside("xz data")}, {zstdMagic, inside("zstd data")},
	{gzipMagic, inside("gzip data")}, {bzip2Magic, inside("bzip2 data")},
	{"\xca\xfe\xba\xbe", other("a Java class or a macOS program", "")},
	{"\x7fELF", other("a program or an object file", "")},
	{"%PDF", other("a PDF document", "")},
}

// recogniseBinary names what a signature or NUL bytes give away.
func recogniseBinary(head []byte) *NotReadable {
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.bytes)) {
			return m.is
		}
	}
	if len(bytes.Trim(head, "\x00")) == 0 {
		return other("nothing but NUL bytes", "a disk that was full or a crash leaves such files: run the tests again")
	}
	// No text format has a NUL byte, and UTF-16 is text by now. What a SQLite
	// database is about may not be in its head; coverage.py's reader looks inside.
	if bytes.IndexByte(head, 0) >= 0 && !bytes.HasPrefix(head, []byte(sqlite.Magic)) {
		return other("binary data", "")
	}
	return nil
}
