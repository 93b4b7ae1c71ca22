package simplecov

import "github.com/covls/covls/coverage"

// Which tests ran a line, as SimpleCov 1.x records it under track_tests: a list
// of names, and for a source file a number in hexadecimal for each test that
// ran any of it, whose lowest bit is line 1.

// mostNames bounds the bytes of names that are kept while a report is read: of
// a quarter of a million tests. Lines of tests beyond that are left out.
const mostNames = 16 << 20

// tests are the names that bitmaps refer to.
type tests struct {
	names []string
	size  int
}

func (t *tests) forget() { *t = tests{} }

// contextMap reads what a command of a result set says of its tests. Files come
// behind the names, and each is a section of its own.
func (r *reader) contextMap() error {
	const understood = 1
	version := int64(understood)
	return r.Members(func(key []byte) (err error) {
		switch string(key) {
		case "version":
			if version, _, err = r.Int(); version != understood {
				r.info.Dropped.Add(0, "what tests ran is recorded in version %d, and this reads version %d", version, understood)
			}
		case "contexts":
			return r.testNames()
		case "files":
			if version == understood {
				return r.Members(r.testedFile)
			}
		}
		return err
	})
}

func (r *reader) testNames() error {
	return r.Elements(func(int) error {
		text, _, err := r.Text()
		if r.tests.size += len(text); r.tests.size <= mostNames {
			r.tests.names = append(r.tests.names, string(text))
		}
		return err
	})
}

func (r *reader) testedFile(key []byte) error {
	r.begin(string(key))
	if err := r.Members(r.testLines); err != nil {
		return err
	}
	return r.finish()
}

// testLines reads the lines of one test.
func (r *reader) testLines(key []byte) error {
	i := 0
	for _, c := range key {
		if i = i*10 + int(c) - '0'; c < '0' || c > '9' || i >= len(r.tests.names) {
			r.info.Dropped.Add(0, "%s: test %q is not in the list of tests before it", r.section.Path, key)
			return nil
		}
	}
	if len(key) == 0 || r.tests.names[i] == "" {
		return nil
	}
	bits, _, err := r.Text()
	if err != nil {
		return err
	}
	lines := bitmap(bits)
	if r.records += len(lines); r.records > r.limits.Records {
		return r.limit("more than %d records for one source file", r.limits.Records)
	}
	if len(lines) > 0 {
		f := &r.section.File
		f.Tests = append(f.Tests, coverage.TestLines{Name: r.tests.names[i], Lines: lines})
	}
	return nil
}

// bitmap gives the lines of a number in hexadecimal; none if it is not one.
func bitmap(digits []byte) []uint32 {
	var lines []uint32
	for i := range digits {
		digit := digits[len(digits)-1-i]
		switch {
		case '0' <= digit && digit <= '9':
			digit -= '0'
		case 'a' <= digit && digit <= 'f':
			digit -= 'a' - 10
		default:
			return nil
		}
		for bit := range 4 {
			if line := 4*i + bit + 1; digit>>bit&1 != 0 && line <= coverage.MaxLine {
				lines = append(lines, uint32(line))
			}
		}
	}
	return lines
}
