package formats

import "strings"

// Names of reports (semantics §1). A report that is written again under another
// file name must replace the one before it, or every run would be added to the
// last: TestResults/<guid>/coverage.cobertura.xml, .nyc_output/<uuid>.json,
// coverage.<host>.<pid>.<random>. So parts of a path that change with every run
// read as "*", while the small numbers of shards stay: shards are different
// reports that belong together.
//
// Some reports are a folder of files, none of which is a report of its own.
// They go by one name, which is that of the folder or has a "*" for the file.

const (
	// longHash is how long a hexadecimal part is that nobody chose.
	longHash = 16
	// longNumber is how long a decimal part is that is a process id or a time.
	// Shards, ports and years have four digits at most.
	longNumber = 5
	// longTime is how long one is that is a time in seconds or less.
	longTime = 10
)

// SlotName is the name that a report at a workspace-relative path goes by. A
// folder that GOCOVERDIR names is called by its own name and a slash.
func SlotName(rel string) string {
	rel = folderName(rel)
	if !strings.ContainsAny(rel, "0123456789") {
		return rel
	}
	folders := strings.Split(rel, "/")
	for i, folder := range folders {
		folders[i] = slotPart(folder)
	}
	return strings.Join(folders, "/")
}

// folderName leaves out what tells the files of one report apart.
func folderName(rel string) string {
	folder, name := split(rel)
	dir := rel[:len(rel)-len(name)]
	plain := strings.TrimSuffix(name, ".gz")
	switch {
	case isCovdata(name):
		if folder == "" {
			return "./"
		}
		return dir
	case strings.HasSuffix(plain, ".gcov"): // a file for every source
		return dir + "*.gcov" + name[len(plain):]
	case strings.HasSuffix(plain, ".gcov.json"): // and for every object
		return dir + "*.gcov.json" + name[len(plain):]
	case strings.HasSuffix("/"+folder, "/coverage-reports/raw") && strings.HasPrefix(name, "coverage-"):
		return dir + "coverage-*.json" // monocart: a file for every process or page
	}
	return rel
}

// slotPart names one part of a path.
func slotPart(part string) string {
	part = starGUIDs(part)
	tokens, separators := tokenize(part)
	timed := false // beside a time, other numbers are ids of processes and threads
	for _, token := range tokens {
		timed = timed || isNumber(token) && len(token) >= longTime
	}
	for i, token := range tokens {
		switch {
		case isNumber(token) && (timed || len(token) >= longNumber),
			len(token) >= longHash && isHash(token),
			isStamp(token),
			strings.HasPrefix(token, "pid") && len(token) > 3 && isNumber(token[3:]):
			tokens[i] = "*"
		}
	}
	starDates(tokens)
	starRandom(tokens)
	var b strings.Builder
	for i, token := range tokens {
		b.WriteString(token)
		b.WriteString(separators[i])
	}
	return b.String()
}

// tokenize cuts at dots, dashes and underscores. Every token has the separator
// behind it, the last one none.
func tokenize(part string) (tokens, separators []string) {
	for {
		i := strings.IndexAny(part, ".-_")
		if i < 0 {
			return append(tokens, part), append(separators, "")
		}
		tokens, separators = append(tokens, part[:i]), append(separators, part[i:i+1])
		part = part[i+1:]
	}
}

// starGUIDs replaces 8-4-4-4-12 hexadecimal digits.
func starGUIDs(part string) string {
	const size = 36
	for i := 0; i+size <= len(part); i++ {
		if isGUID(part[i : i+size]) {
			part = part[:i] + "*" + part[i+size:]
		}
	}
	return part
}

func isGUID(s string) bool {
	for i := range len(s) {
		switch i {
		case 8, 13, 18, 23:
			if s[i] != '-' {
				return false
			}
		default:
			if !isHexDigit(s[i]) {
				return false
			}
		}
	}
	return true
}

// starDates replaces a year, month and day, and the time of day behind them.
func starDates(tokens []string) {
	for i := 0; i+2 < len(tokens); i++ {
		if len(tokens[i]) != 4 || !isNumber(tokens[i]) || tokens[i][:2] != "20" {
			continue
		}
		end := i + 1
		for end < len(tokens) && isTimePart(tokens[end]) {
			end++
		}
		if end-i < 3 {
			continue
		}
		for ; i < end; i++ {
			tokens[i] = "*"
		}
	}
}

// isTimePart reports whether a token is two digits, or a day and an hour with a
// T or a space between, as ISO 8601 and MSTest write them.
func isTimePart(token string) bool {
	if len(token) == 2 {
		return isNumber(token)
	}
	return len(token) == 5 && isNumber(token[:2]) && (token[2] == 'T' || token[2] == ' ') && isNumber(token[3:])
}

// starRandom replaces the process id and the random part of parallel files, as
// coverage.py names them: .coverage.host.1234.567890, since version 7 with
// letters, pid1234.XabcdEFx. Newer versions put a hash of the content behind,
// pid1234.XabcdEFx.H0123456789h.
func starRandom(tokens []string) {
	const shortest = 6 // of what is random; longer than extensions
	if len(tokens) > 0 && tokens[0] == "" {
		tokens = tokens[1:]
	}
	n := len(tokens)
	if n < 4 || tokens[0] != "coverage" || tokens[n-1] != "*" && len(tokens[n-1]) < shortest {
		return
	}
	for _, i := range []int{n - 2, n - 3} {
		pid := tokens[i]
		if !isNumber(pid) && pid != "*" || i == n-3 && (i < 2 || tokens[n-1][0] != 'H') {
			continue
		}
		for ; i < n; i++ {
			tokens[i] = "*"
		}
		return
	}
}

// isStamp reports whether a token is a time in ISO 8601's basic form:
// 20240131T120000.
func isStamp(token string) bool {
	date, time, ok := strings.Cut(strings.TrimSuffix(token, "Z"), "T")
	return ok && len(date) == 8 && len(time) == 6 && isNumber(date) && isNumber(time)
}

func isNumber(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// isHash reports whether s is hexadecimal and has a digit, which words lack.
func isHash(s string) bool {
	digit := false
	for i := range len(s) {
		if !isHexDigit(s[i]) {
			return false
		}
		digit = digit || s[i] <= '9'
	}
	return digit
}

func isHexDigit(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
