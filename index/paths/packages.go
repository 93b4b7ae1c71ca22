package paths

import (
	"path"
	"slices"
	"strings"
)

// JVM packages (formats §5): a package folder and a file name below a source
// root that the report does not name.

// packagePath finds a package's file. Producers that are no JVM write real
// paths in the same places (gcovr, Pester), so a path that exists is taken as
// it stands.
func (r *Resolver) packagePath(raw, module string) (Match, Verdict) {
	ways := readings(raw)
	if len(ways) == 0 {
		return Match{}, Missing
	}
	p := ways[len(ways)-1]
	if p.abs || leaves(p.path) {
		return r.filePath(raw, nil)
	}
	for _, base := range r.bases {
		if rel, ok := r.join(base, p.path); ok && r.tree.has(rel) {
			return found(rel, Relative)
		}
	}
	s := r.tree.order.longest(p.path)
	if s.suffix == p.path {
		files := s.head(maxTied + 1)
		if len(files) <= maxTied {
			files = r.preferred(files, p.path, module)
		}
		return choose(files, Package)
	}
	if file, ok := shortened(s, p.path); ok {
		return found(file, Package)
	}
	return Match{Candidates: sample(s.head(maxTied))}, Missing
}

// preferred narrows files of one package path down: to the module that the
// report names, to the report's own module, to what lies below a source root
// rather than among what a build wrote.
func (r *Resolver) preferred(files []string, suffix, module string) []string {
	files = only(files, func(file string) bool { return inModule(file[:len(file)-len(suffix)], module) })
	files = r.narrow(files)
	files = only(files, func(file string) bool { return isSourceRoot(file[:len(file)-len(suffix)]) })
	return only(files, func(file string) bool { return !isBuildOutput(file) })
}

// only keeps the files that fit, or all of them where none does.
func only(files []string, fits func(string) bool) []string {
	var out []string
	for _, file := range files {
		if fits(file) {
			out = append(out, file)
		}
	}
	if len(out) == 0 {
		return files
	}
	return out
}

// inModule reports whether a module's folders (Gradle writes :web:api) are among
// those that lead to a source root.
func inModule(root, module string) bool {
	module = strings.Trim(strings.ReplaceAll(module, ":", "/"), "/")
	return module != "" && strings.Contains("/"+root, "/"+module+"/")
}

// isSourceRoot reports whether a folder is laid out as Maven, Gradle and sbt do:
// src/<set>/<language>/.
func isSourceRoot(root string) bool {
	parts := strings.Split(strings.TrimSuffix(root, "/"), "/")
	if len(parts) < 3 || parts[len(parts)-3] != "src" {
		return false
	}
	return slices.Contains([]string{"java", "kotlin", "scala", "groovy"}, parts[len(parts)-1])
}

func isBuildOutput(file string) bool {
	for part := range strings.SplitSeq(path.Dir(file), "/") {
		if part == "build" || part == "target" || part == "out" || part == "bin" {
			return true
		}
	}
	return false
}

// shortened finds a file whose folders leave out the beginning of its package,
// as Kotlin's conventions advise and Scala allows (jacoco/jacoco#939): the only
// file of that name, and either its folder ends like the package or it lies
// right in a source root. Java's folders follow its packages, so there another
// folder means another class.
func shortened(s span, p string) (string, bool) {
	if s.len() != 1 || path.Ext(p) == ".java" {
		return "", false
	}
	file, name := s.in.at(s.lo), path.Base(p)
	if only := s.in.span(name); only.len() != 1 {
		return "", false
	}
	return file, s.parts() > 1 || isSourceRoot(path.Dir(file))
}
