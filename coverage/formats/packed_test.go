package formats

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"

	"github.com/covls/covls/coverage"
)

// packed is text as a writer of packed data leaves it.
func packed(text string, open func(io.Writer) (io.WriteCloser, error)) string {
	var b bytes.Buffer
	w, err := open(&b)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err)
	}
	return b.String()
}

func xzWith(config xz.WriterConfig, text string) string {
	return packed(text, func(w io.Writer) (io.WriteCloser, error) { return config.NewWriter(w) })
}

func xzipped(text string) string { return xzWith(xz.WriterConfig{DictCap: 1 << 20}, text) }

func zstdOf(text string) string {
	return packed(text, func(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1)) })
}

func TestReadUnpacks(t *testing.T) {
	long := smallLcov + strings.Repeat("# a comment as long as others\n", 20_000)
	var mixed strings.Builder // what does not shrink is stored as it is
	for i := range 200_000 {
		mixed.WriteByte(byte('A' + (i*i+i/7)%26))
	}
	tests := map[string]string{
		"xz":                    xzipped(smallLcov),
		"xz, UTF-16":            xzipped("\xff\xfe" + inUTF16(smallLcov, 1)),
		"xz, CRC32":             xzWith(xz.WriterConfig{CheckSum: xz.CRC32}, smallLcov),
		"xz, SHA-256":           xzWith(xz.WriterConfig{CheckSum: xz.SHA256}, smallLcov),
		"xz, no check":          xzWith(xz.WriterConfig{NoCheckSum: true}, smallLcov),
		"xz, many blocks":       xzWith(xz.WriterConfig{BlockSize: 10_000}, long),
		"xz, two streams":       xzipped(smallLcov[:20]) + xzipped(smallLcov[20:]),
		"xz, padding":           xzipped(smallLcov[:20]) + "\x00\x00\x00\x00" + xzipped(smallLcov[20:]) + strings.Repeat("\x00", 8),
		"xz, stored":            xzipped(smallLcov + "#" + mixed.String() + "\n"),
		"xz, largest memory":    dictionary(xzipped(smallLcov), 28), // 64 MiB
		"zstd":                  zstdOf(smallLcov),
		"zstd, UTF-8 mark":      zstdOf("\xef\xbb\xbf" + smallLcov),
		"zstd, two frames":      zstdOf(smallLcov[:20]) + zstdOf(smallLcov[20:]),
		"zstd, a skipped frame": zstdOf(smallLcov) + "\x50\x2a\x4d\x18\x02\x00\x00\x00ab",
		"zstd, long":            zstdOf(long),
	}
	for name, doc := range tests {
		t.Run(name, func(t *testing.T) {
			paths, result, err := readAll(doc, "")
			if err != nil || len(paths) != 1 || paths[0] != "src/a.c" || result.Format.Name != "lcov" {
				t.Errorf("got %q, %v", paths, err)
			}
			if f, err := Detect([]byte(doc)[:min(len(doc), headSize)]); err != nil || f.Name != "lcov" {
				t.Errorf("detected %v, %v", f, err)
			}
		})
	}
}

// dictionary makes the first block of xz data ask for a dictionary: 28 stands
// for 64 MiB, 29 for 96 and 40 for 4 GiB (§5.3.1).
func dictionary(doc string, code byte) string {
	b := []byte(doc)
	header := b[12 : 12+(int(b[12])+1)*4]
	header[bytes.IndexByte(header, lzma2Filter)+2] = code
	reseal(header)
	return string(b)
}

// reseal makes data end in its own CRC32.
func reseal(data []byte) {
	n := len(data) - crc32.Size
	binary.LittleEndian.PutUint32(data[n:], crc32.ChecksumIEEE(data[:n]))
}

// changed sets a byte, counted from the end where the place is negative.
func changed(doc string, at int, to byte) string {
	b := []byte(doc)
	if at < 0 {
		at += len(b)
	}
	b[at] = to
	return string(b)
}

// emptyBlocks is xz data of nothing but blocks that want 64 MiB each.
func emptyBlocks(n int) string {
	const stream = 12
	doc := xzWith(xz.WriterConfig{NoCheckSum: true}, "")
	block := []byte{2, 0, lzma2Filter, 1, 28, 0, 0, 0, 0, 0, 0, 0}
	reseal(block)
	return doc[:stream] + strings.Repeat(string(block)+"\x00\x00\x00\x00", n)
}

func TestReadRefusesPacked(t *testing.T) {
	const window = 27 - 10 // 2^27 bytes, as an exponent above 1 KiB
	bomb := smallLcov + strings.Repeat("#\n", 2<<20)
	tests := []struct {
		name, doc string
		want      error
		says      string
	}{
		{"xz, a bomb", xzipped(bomb), coverage.ErrLimit, "200 times"},
		{"zstd, a bomb", zstdOf(bomb), coverage.ErrLimit, "200 times"},
		{"xz, 96 MiB of memory", dictionary(xzipped(smallLcov), 29), coverage.ErrLimit, "more than 64 MiB of memory"},
		{"xz, 4 GiB of memory", dictionary(xzipped(smallLcov), 40), coverage.ErrLimit, "more than 64 MiB of memory"},
		{"xz, no size of memory", dictionary(xzipped(smallLcov), 41), coverage.ErrSyntax, "no valid size"},
		{"xz, new memory every few bytes", emptyBlocks(40), coverage.ErrLimit, "blocks that are far too small"},
		{"zstd, 128 MiB of memory", zstdMagic + "\x00" + string(rune(window<<3)) + "\x01\x00\x00", coverage.ErrLimit, "more than 64 MiB of memory"},
		{"xz, the wrong check", changed(xzipped(smallLcov), 7, 1), coverage.ErrSyntax, "header is wrong"},
		{"xz, a damaged block header", changed(xzipped(smallLcov), 14, 9), coverage.ErrSyntax, "header is damaged"},
		{"xz, a damaged footer", changed(xzipped(smallLcov), -1, 'z'), coverage.ErrSyntax, "footer is wrong"},
		{"xz, a damaged index", changed(xzipped(smallLcov), -13, 0), coverage.ErrSyntax, "index"},
		{"xz, something behind it", xzipped(smallLcov) + "abcdefghijkl", coverage.ErrSyntax, "header is wrong"},
		{"zstd, damaged", changed(zstdOf(smallLcov), -2, 0), coverage.ErrSyntax, "zstd"},
		{"xz in gzip", gzipped(xzipped(smallLcov)), coverage.ErrNotReport, "xz data inside packed data"},
		{"zstd in xz", xzipped(zstdOf(smallLcov)), coverage.ErrNotReport, "zstd data inside packed data"},
		{"xz of nothing", xzipped(""), coverage.ErrEmpty, ""},
		{"zstd of nothing", zstdOf(""), coverage.ErrEmpty, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, _, err := readAll(test.doc, ""); !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want %v with %q", err, test.want, test.says)
			}
		})
	}
}

// A bit that flips anywhere in xz data is found out, or changes nothing.
func TestXZFindsDamage(t *testing.T) {
	doc := xzWith(xz.WriterConfig{BlockSize: 20, DictCap: 4 << 10}, smallLcov)
	for i := range len(doc) * 8 {
		damaged := changed(doc, i/8, doc[i/8]^1<<(i%8))
		if paths, _, err := readAll(damaged, "lcov"); err == nil && strings.Join(paths, " ") != "src/a.c" {
			t.Errorf("bit %d: read as %q", i, paths)
		}
	}
}

func TestEveryPackedPrefixFails(t *testing.T) {
	for name, doc := range map[string]string{
		"xz": xzipped(smallLcov), "blocks": xzWith(xz.WriterConfig{BlockSize: 20}, smallLcov), "zstd": zstdOf(smallLcov),
		"zip": zipOf("lcov.info", smallLcov), "zip, set": zipOf("a.json", v8Process("a"), "b.json", v8Process("b")),
	} {
		for n := range doc {
			_, _, err := readAll(doc[:n], "")
			if err == nil {
				t.Errorf("%s: the first %d of %d bytes pass", name, n, len(doc))
			}
			if n > longestMagic && !errors.Is(err, coverage.ErrTruncated) {
				t.Errorf("%s: the first %d of %d bytes: %v", name, n, len(doc), err)
			}
		}
	}
}
