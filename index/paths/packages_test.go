package paths

import (
	"testing"

	"github.com/covls/covls/coverage"
)

func TestPackagePaths(t *testing.T) {
	files := []string{
		"core/src/main/java/NoPackage.java",
		"core/src/main/java/com/acme/core/Calc.java",
		"core/src/main/java/com/acme/util/Util.java",
		"web/src/main/java/com/acme/util/Util.java",
		"core/build/generated/com/acme/gen/Gen.java",
		"core/src/main/java/com/acme/gen/Gen.java",
		"core/target/classes/com/acme/only/Out.java",
		"app/src/debug/java/com/acme/Flavor.java",
		"app/src/release/java/com/acme/Flavor.java",
		"app/src/main/kotlin/feature/Widget.kt",
		"app/src/main/kotlin/Root.kt",
		"app/src/main/kotlin/deep/Twice.kt",
		"app/src/test/kotlin/flat/Twice.kt",
		"app/src/main/kotlin/elsewhere/Lost.kt",
		"app/src/main/java/wrong/Short.java",
		"scripts/tool.ps1",
		"c/src/main.c",
	}
	tree := NewTree("/w", files, nil)
	for _, test := range []struct{ name, path, module, dir, want string }{
		{name: "unique", path: "com/acme/core/Calc.java", want: "core/src/main/java/com/acme/core/Calc.java (package)"},
		{name: "default package", path: "NoPackage.java", want: "core/src/main/java/NoPackage.java (package)"},
		{name: "two modules", path: "com/acme/util/Util.java", want: "ambiguous"},
		{name: "two modules, one named", path: "com/acme/util/Util.java", module: "web", want: "web/src/main/java/com/acme/util/Util.java (package)"},
		{name: "named as Gradle does", path: "com/acme/util/Util.java", module: ":core", want: "core/src/main/java/com/acme/util/Util.java (package)"},
		{name: "a module of another name", path: "com/acme/util/Util.java", module: "we", want: "ambiguous"},
		{name: "the report's module", path: "com/acme/util/Util.java", dir: "core/build/reports/jacoco", want: "core/src/main/java/com/acme/util/Util.java (package)"},
		{name: "sources before what a build wrote", path: "com/acme/gen/Gen.java", want: "core/src/main/java/com/acme/gen/Gen.java (package)"},
		{name: "what only a build wrote", path: "com/acme/only/Out.java", want: "core/target/classes/com/acme/only/Out.java (package)"},
		{name: "variants", path: "com/acme/Flavor.java", want: "ambiguous"},
		{name: "Kotlin, prefix left out", path: "com/acme/feature/Widget.kt", want: "app/src/main/kotlin/feature/Widget.kt (package)"},
		{name: "Kotlin, whole package left out", path: "com/acme/Root.kt", want: "app/src/main/kotlin/Root.kt (package)"},
		{name: "Kotlin, name not unique", path: "com/acme/deep/Twice.kt", want: "missing"},
		{name: "Kotlin, another folder", path: "com/acme/feature/Lost.kt", want: "missing"},
		{name: "Java follows its packages", path: "com/acme/wrong/Short.java", want: "missing"},
		{name: "a real path", path: "c/src/main.c", want: "c/src/main.c (relative)"},
		{name: "a real path of Windows", path: `scripts\tool.ps1`, want: "scripts/tool.ps1 (relative)"},
		{name: "an absolute path", path: "/w/c/src/main.c", want: "c/src/main.c (exact)"},
		{name: "blank", path: "", want: "missing"},
		{name: "up and out", path: "../../etc/passwd", want: "outside"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := coverage.Section{Path: test.path, Kind: coverage.PackagePath, Module: test.module}
			r := tree.Resolver(test.dir, nil)
			r.Add(&s)
			if got := answer(r.Resolve(&s)); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
