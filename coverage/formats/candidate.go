package formats

import "strings"

// The places where tools put reports when nobody tells them otherwise (formats
// §1.3). Discovery asks for every file of a workspace, so this is a look at the
// name with a few comparisons, no pattern language. It may say yes too often,
// since the content decides; a program that is called a.out costs one read of
// its head.

// CandidateName reports whether a file's workspace-relative path, with slashes,
// is one of the places where reports are looked for without configuration.
func CandidateName(rel string) bool {
	folder, name := split(rel)
	for _, suffix := range []string{".gz", ".bz2"} {
		name = strings.TrimSuffix(name, suffix)
	}
	switch {
	case name == "" || name[0] == '.':
		return false // a dot file: at best the temporary copy of a report
	case wellKnown(name):
		return true
	}
	switch extension(name) {
	case ".lcov", ".info", ".out", ".cov", ".coverprofile":
		return true
	case ".json":
		return strings.HasSuffix("/"+folder, "/.nyc_output")
	case ".xml":
		return reportXML(folder, name)
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
		"coverage.json",       // istanbul before nyc, solidity-coverage
		"coverage.xml", "cobertura.xml", "cobertura-coverage.xml",
		"jacoco.xml", "jacocoTestReport.xml":
		return true
	}
	return strings.HasSuffix(name, ".cobertura.xml") // coverlet, dotnet-coverage
}

// reportXML are the folders in which any XML may be a report, and the names by
// which one may be anywhere.
func reportXML(folder, name string) bool {
	switch {
	case name == "clover.xml":
		// It lies beside the lcov.info of every jest run and says less. Where
		// PHPUnit puts it, it is often the only report.
		return strings.HasSuffix("/"+folder, "/build/logs")
	case within(folder, "build/reports/jacoco"), within(folder, "build/reports/kover"),
		within(folder, "build/coverage"):
		return true
	case within(folder, "coverage"): // also build/reports/coverage, Android's
		return true
	}
	// People who have two suites put the suite into the name: coverage-unit.xml.
	for _, word := range []string{"coverage", "cobertura", "jacoco"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	// Maven: target/site/jacoco, jacoco-it, jacoco-aggregate.
	i := strings.LastIndexByte(folder, '/')
	return strings.HasPrefix(folder[i+1:], "jacoco") && strings.HasSuffix("/"+folder[:i+1], "/target/site/")
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
