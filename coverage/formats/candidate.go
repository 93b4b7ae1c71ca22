package formats

import "strings"

// The places where tools put reports when nobody tells them otherwise (formats
// §1.3). Discovery asks for every file of a workspace, so this is a look at the
// name with a few comparisons, no pattern language. It may say yes too often,
// since the content decides; a program that is called a.out costs one read of
// its head. It says yes to data that other formats are made from as well: where
// both are there, one speaks for the other.

// CandidateName reports whether a file's workspace-relative path, with slashes,
// is one of the places where reports are looked for without configuration.
func CandidateName(rel string) bool {
	folder, name := split(rel)
	for _, suffix := range []string{".gz", ".bz2", ".xz", ".zst"} {
		name = strings.TrimSuffix(name, suffix)
	}
	switch {
	case name == "":
		return false
	case name[0] == '.':
		return dotFile(folder, name)
	case wellKnown(name), isCovdata(name):
		return true
	}
	switch extension(name) {
	case ".lcov", ".info", ".out", ".cov", ".coverprofile", ".gcov":
		return true
	case ".json":
		return reportJSON(folder, name)
	case ".xml":
		return reportXML(folder, name)
	case ".zip":
		return containsAny(name, "coverage", "lcov", "jacoco", "cobertura", "reports")
	}
	return false
}

// wellKnown are names that are a report's wherever they lie.
func wellKnown(name string) bool {
	switch name {
	case "lcov.info", "coverage.info", "lcov.dat", // lcov, c8, nyc, jest, Flutter, Foundry, cargo-llvm-cov
		"coverage.dat", "_coverage_report.dat", // Bazel
		"coverage.txt",        // Go, by custom
		"coverage-final.json", // Istanbul's json reporter
		"coverage.json",       // coverage.py, gcovr, coverlet, SimpleCov, istanbul before nyc, solidity-coverage
		"codecov.json",        // monocart, cargo llvm-cov
		"coveralls.json", "excoveralls.json",
		"coverage.xml", "cobertura.xml", "cobertura-coverage.xml",
		"clover.xml", "opencover.xml", "OpenCover.xml",
		"jacoco.xml", "jacocoTestReport.xml":
		return true
	}
	// coverlet, dotnet-coverage
	return strings.HasSuffix(name, ".cobertura.xml") || strings.HasSuffix(name, ".opencover.xml")
}

// dotFile reports whether a file that begins with a dot is data that its tool
// hides. Any other is at best the temporary copy of a report.
func dotFile(folder, name string) bool {
	switch {
	case name == ".coverage": // coverage.py
		return true
	case strings.HasPrefix(name, ".coverage."): // its parallel runs
		return true
	case name == ".resultset.json": // SimpleCov
		return strings.HasSuffix("/"+folder, "/coverage")
	}
	return false
}

// isCovdata reports whether a file is one of a folder that GOCOVERDIR names. Go
// writes them as tmp.covmeta.… first.
func isCovdata(name string) bool {
	const hash = 32 // hexadecimal digits
	if rest, ok := strings.CutPrefix(name, "covmeta."); ok {
		return len(rest) == hash && isHash(rest)
	}
	rest, ok := strings.CutPrefix(name, "covcounters.")
	if !ok || len(rest) <= hash || rest[hash] != '.' || !isHash(rest[:hash]) {
		return false
	}
	pid, time, ok := strings.Cut(rest[hash+1:], ".")
	return ok && isNumber(pid) && isNumber(time)
}

// reportJSON are the folders in which JSON may be a report, and the names by
// which it may be anywhere. JSON has so many other uses that few will do.
func reportJSON(folder, name string) bool {
	slashed := "/" + folder
	switch {
	case strings.HasSuffix(name, ".gcov.json"), containsAny(name, "llvm-cov", "gcovr"), isV8(name):
		return true
	case strings.HasSuffix(slashed, "/.nyc_output"), // nyc
		strings.HasSuffix(slashed, "/codecov") && within(folder, ".build"), // SwiftPM
		within(folder, "target/llvm-cov"):
		return true
	case strings.HasSuffix(slashed, "/coverage/tmp"), // c8
		strings.HasSuffix(slashed, "/coverage-reports/raw"): // monocart, whose source-….json is no coverage
		return strings.HasPrefix(name, "coverage-")
	}
	return false
}

// isV8 reports whether a file is named as V8 names its own:
// coverage-<pid>-<ms>-<thread>.json.
func isV8(name string) bool {
	rest, ok := strings.CutPrefix(name, "coverage-")
	if !ok {
		return false
	}
	rest = strings.TrimSuffix(rest, ".json")
	pid, rest, _ := strings.Cut(rest, "-")
	time, thread, _ := strings.Cut(rest, "-")
	return isNumber(pid) && len(time) >= longTime && isNumber(time) && isNumber(thread)
}

// reportXML are the folders in which any XML may be a report, and the names by
// which one may be anywhere.
func reportXML(folder, name string) bool {
	switch {
	case within(folder, "build/reports/jacoco"), within(folder, "build/reports/kover"),
		within(folder, "build/coverage"), strings.HasSuffix("/"+folder, "/build/logs"):
		return true
	case within(folder, "coverage"): // also build/reports/coverage, Android's
		return true
	}
	// People who have two suites put the suite into the name: coverage-unit.xml.
	if containsAny(name, "coverage", "cobertura", "jacoco", "sonar") {
		return true
	}
	// Maven: target/site/jacoco, jacoco-it, jacoco-aggregate.
	i := strings.LastIndexByte(folder, '/')
	return strings.HasPrefix(folder[i+1:], "jacoco") && strings.HasSuffix("/"+folder[:i+1], "/target/site/")
}

func containsAny(name string, words ...string) bool {
	for _, word := range words {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// within reports whether folder is, or lies in, a folder that ends in path.
func within(folder, path string) bool {
	for rest := folder; ; {
		i := strings.Index(rest, path)
		if i < 0 {
			return false
		}
		end := i + len(path)
		if (i == 0 || rest[i-1] == '/') && (end == len(rest) || rest[end] == '/') {
			return true
		}
		rest = rest[end:]
	}
}

// split cuts a path into its folder and its last part.
func split(rel string) (folder, name string) {
	i := strings.LastIndexByte(rel, '/')
	if i < 0 {
		return "", rel
	}
	return rel[:i], rel[i+1:]
}

// extension is what the name ends in from its last dot on.
func extension(name string) string {
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		return name[i:]
	}
	return ""
}
