package doctor

import (
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"
)

// TestStacks has a project in txtar a case, and what is to be said of it: one
// "name (evidence): command → report" a stack, "once:" lines before it.
func TestStacks(t *testing.T) {
	for _, c := range []struct{ name, files, want string }{
		{"go", "-- go.mod --\nmodule m\n-- sub/go.mod --\nmodule m/sub\n", `
Go (go.mod): go test -coverprofile=cover.out ./... → cover.out`},
		{"go in two folders", "-- a/go.mod --\nmodule a\n-- b c/go.mod --\nmodule b\n", `
Go (a/go.mod): (cd a && go test -coverprofile=cover.out ./...) → a/cover.out
Go (b c/go.mod): (cd 'b c' && go test -coverprofile=cover.out ./...) → b c/cover.out`},
		{"jest", `-- package.json --
{"scripts": {"test": "jest"}, "devDependencies": {"jest": "^29"}}`, `
JavaScript with jest (package.json): npx jest --coverage → coverage/coverage-final.json`},
		{"jest by its configuration, with pnpm", "-- package.json --\n{}\n-- jest.config.ts --\n-- pnpm-lock.yaml --\n", `
JavaScript with jest (package.json): pnpm exec jest --coverage → coverage/coverage-final.json`},
		{"vitest", `-- package.json --
{"devDependencies": {"vitest": "^3", "jest": "^29"}}
-- yarn.lock --`, `
once: yarn add --dev @vitest/coverage-v8
JavaScript with vitest (package.json): yarn run vitest run --coverage.enabled --coverage.reporter=json --coverage.reporter=lcov → coverage/coverage-final.json`},
		{"nyc in the script", "-- package.json --\n{\"scripts\": {\"test\": \"nyc mocha\"}}", `
JavaScript with nyc (package.json): npm test → .nyc_output`},
		{"nyc", "-- package.json --\n{\"scripts\": {\"test\": \"mocha\"}, \"devDependencies\": {\"nyc\": \"17\"}}", `
JavaScript with nyc (package.json): npx nyc --reporter=json --reporter=lcov npm test → coverage/coverage-final.json`},
		{"another runner", "-- package.json --\n{\"scripts\": {\"test\": \"node --test\"}}", `
once: npm install --save-dev c8
JavaScript with c8 (package.json): npx c8 --reporter=lcov npm test → coverage/lcov.info`},
		{"c8 in the script", "-- package.json --\n{\"scripts\": {\"test\": \"c8 node --test\"}, \"devDependencies\": {\"c8\": \"10\"}}", `
once: put {"reporter": ["text", "lcov"]} into .c8rc.json
JavaScript with c8 (package.json): npm test → coverage/lcov.info`},
		{"bun", "-- package.json --\n{\"scripts\": {\"test\": \"bun test\"}}", `
JavaScript with Bun (package.json): bun test --coverage --coverage-reporter=lcov → coverage/lcov.info`},
		{"no tests, no JSON", "-- package.json --\n{\"scripts\": {\"test\": \"echo \\\"Error: no test specified\\\" && exit 1\"}}\n-- a/package.json --\nnone", ""},
		{"deno", "-- deno.json --\n{}", `
Deno (deno.json): deno test --coverage=cov && deno coverage cov --lcov --output=lcov.info → lcov.info`},
		{"pytest", "-- pyproject.toml --\n[tool.pytest.ini_options]\n[dependency-groups]\ndev = ['pytest']\n-- uv.lock --\n", `
once: uv add --dev pytest-cov
Python with pytest (pyproject.toml): uv run python -m pytest --cov --cov-branch --cov-report=xml → coverage.xml`},
		{"pytest with pytest-cov", "-- requirements.txt --\npytest-cov\n-- conftest.py --\n", `
Python with pytest (requirements.txt): python -m pytest --cov --cov-branch --cov-report=xml → coverage.xml`},
		{"unittest", "-- setup.py --\nsetup()\n", `
once: python -m pip install coverage
Python with unittest (setup.py): python -m coverage run --branch -m unittest && python -m coverage xml → coverage.xml`},
		{"maven", "-- pom.xml --\n<project/>\n-- mvnw --\n-- core/pom.xml --\n<project/>\n", `
Maven (pom.xml): ./mvnw org.jacoco:jacoco-maven-plugin:prepare-agent test org.jacoco:jacoco-maven-plugin:report → target/site/jacoco/jacoco.xml`},
		{"maven with jacoco", "-- pom.xml --\n<artifactId>jacoco-maven-plugin</artifactId>\n", `
Maven with JaCoCo (pom.xml): mvn test jacoco:report → target/site/jacoco/jacoco.xml`},
		{"gradle", "-- build.gradle.kts --\nplugins { java }\n-- gradlew --\n", `
once: apply the plugin jacoco in build.gradle.kts
once: set xml.required = true under jacocoTestReport's reports in build.gradle.kts
Gradle (build.gradle.kts): ./gradlew test jacocoTestReport → build/reports/jacoco/test/jacocoTestReport.xml`},
		{"gradle with jacoco", "-- build.gradle --\nplugins { id 'jacoco' }\njacocoTestReport { reports { xml.required = true } }\n", `
Gradle with JaCoCo (build.gradle): gradle test jacocoTestReport → build/reports/jacoco/test/jacocoTestReport.xml`},
		{"gradle with kover", "-- build.gradle.kts --\nid(\"org.jetbrains.kotlinx.kover\")\n", `
Gradle with Kover (build.gradle.kts): gradle koverXmlReport → build/reports/kover/report.xml`},
		{"cargo", "-- Cargo.toml --\n[package]\n", `
once: cargo install cargo-llvm-cov
Rust (Cargo.toml): cargo llvm-cov --lcov --output-path lcov.info → lcov.info`},
		{"cmake", "-- CMakeLists.txt --\nproject(x)\n", `
once: install lcov
CMake (CMakeLists.txt): cmake -S . -B build -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS=--coverage -DCMAKE_CXX_FLAGS=--coverage && cmake --build build && ctest --test-dir build && lcov --capture --directory . --output-file lcov.info → lcov.info`},
		{"cmake that measures", "-- CMakeLists.txt --\nadd_compile_options(--coverage)\n", `
once: install lcov
CMake (CMakeLists.txt): cmake -S . -B build -DCMAKE_BUILD_TYPE=Debug && cmake --build build && ctest --test-dir build && lcov --capture --directory . --output-file lcov.info → lcov.info`},
		{"make", "-- Makefile --\nCFLAGS += --coverage\n", `
once: install lcov
make (Makefile): make test && lcov --capture --directory . --output-file lcov.info → lcov.info`},
		{"a Makefile of anything", "-- Makefile --\nall: ; echo\n", ""},
		{"rspec", "-- Gemfile --\ngem 'rspec'\ngem 'simplecov'\n", `
Ruby with RSpec (Gemfile): bundle exec rspec → coverage/.resultset.json`},
		{"phpunit", "-- composer.json --\n{\"require-dev\": {\"phpunit/phpunit\": \"^11\"}}\n-- phpunit.xml.dist --\n", `
once: install the PHP extension xdebug or pcov
PHP (phpunit.xml.dist): XDEBUG_MODE=coverage vendor/bin/phpunit --coverage-cobertura coverage.xml → coverage.xml`},
		{"dotnet", "-- App.sln --\n-- src/App.csproj --\n", `
.NET (App.sln): dotnet test --collect:"XPlat Code Coverage" → TestResults/*/coverage.cobertura.xml`},
		{"a single project", "-- T.csproj --\n<Project/>\n", `
once: dotnet add package coverlet.collector
.NET (T.csproj): dotnet test --collect:"XPlat Code Coverage" → TestResults/*/coverage.cobertura.xml`},
		{"elixir", "-- mix.exs --\n{:excoveralls, \"~> 0.18\"}\n", `
Elixir (mix.exs): MIX_ENV=test mix coveralls.lcov → cover/lcov.info`},
		{"flutter", "-- pubspec.yaml --\ndependencies:\n  flutter:\n    sdk: flutter\n", `
Flutter (pubspec.yaml): flutter test --coverage → coverage/lcov.info`},
		{"swift", "-- Package.swift --\n", `
Swift (Package.swift): swift test --enable-code-coverage && cp "$(swift test --show-codecov-path)" coverage.json → coverage.json`},
		{"never in others' code", "-- node_modules/x/package.json --\n{\"devDependencies\": {\"jest\": \"1\"}}\n-- testdata/go.mod --\n-- .hidden/go.mod --\n-- a/b/c/go.mod --\n", ""},
		{"nothing", "-- readme --\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			fsys := fstest.MapFS{}
			for _, f := range txtar.Parse([]byte(c.files)).Files {
				fsys[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			var got strings.Builder
			for _, s := range Stacks(fsys) {
				for _, setup := range s.Setup {
					got.WriteString("\nonce: " + setup)
				}
				got.WriteString("\n" + s.Name + " (" + s.Evidence + "): " + s.Command + " → " + s.Report)
			}
			if got.String() != c.want {
				t.Errorf("got%s\nwant%s", got.String(), c.want)
			}
		})
	}
}

// A monorepo has hundreds of project files; one command will do.
func TestStacksAreBounded(t *testing.T) {
	fsys := fstest.MapFS{}
	for _, dir := range "abcdefghijklmnop" {
		fsys[string(dir)+"/go.mod"] = &fstest.MapFile{Data: []byte("module m\n")}
	}
	fsys["big/pom.xml"] = &fstest.MapFile{Data: make([]byte, maxProjectFile+1)}
	if n := len(Stacks(fsys)); n != maxStacks {
		t.Errorf("%d stacks, want %d", n, maxStacks)
	}
}
