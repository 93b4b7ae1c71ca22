package doctor

// What is compiled: Go and Rust bring their instrumentation along, C and C++
// take it from the compiler's --coverage.

func goStack(p project) (Stack, bool) {
	if !p.has("go.mod") {
		return Stack{}, false
	}
	return Stack{Name: "Go", Evidence: "go.mod", Command: "go test -coverprofile=cover.out ./...", Report: "cover.out"}, true
}

func rustStack(p project) (Stack, bool) {
	if !p.has("Cargo.toml") {
		return Stack{}, false
	}
	return Stack{Name: "Rust", Evidence: "Cargo.toml", Setup: []string{"cargo install cargo-llvm-cov"},
		Command: "cargo llvm-cov --lcov --output-path lcov.info", Report: "lcov.info"}, true
}

const capture = " && lcov --capture --directory . --output-file lcov.info"

func cmakeStack(p project) (Stack, bool) {
	if p.has("meson.build") {
		return Stack{Name: "Meson", Evidence: "meson.build", Setup: []string{"install gcovr"},
			Command: "meson setup build -Db_coverage=true && meson test -C build && ninja -C build coverage-xml",
			Report:  "build/meson-logs/coverage.xml"}, true
	}
	if !p.has("CMakeLists.txt") {
		return Stack{}, false
	}
	configure := "cmake -S . -B build -DCMAKE_BUILD_TYPE=Debug"
	if !mentions(p.text("CMakeLists.txt"), "--coverage", "-fprofile-arcs") {
		configure += " -DCMAKE_C_FLAGS=--coverage -DCMAKE_CXX_FLAGS=--coverage"
	}
	return Stack{Name: "CMake", Evidence: "CMakeLists.txt", Setup: []string{"install lcov"},
		Command: configure + " && cmake --build build && ctest --test-dir build" + capture, Report: "lcov.info"}, true
}

// makeStack takes only a Makefile that measures: most of them build no C.
func makeStack(p project) (Stack, bool) {
	name := p.first("GNUmakefile", "Makefile", "makefile")
	if name == "" || !mentions(p.text(name), "--coverage", "-fprofile-arcs") {
		return Stack{}, false
	}
	return Stack{Name: "make", Evidence: name, Setup: []string{"install lcov"}, Command: "make test" + capture, Report: "lcov.info"}, true
}

func swiftStack(p project) (Stack, bool) {
	if !p.has("Package.swift") {
		return Stack{}, false
	}
	return Stack{Name: "Swift", Evidence: "Package.swift",
		Command: `swift test --enable-code-coverage && cp "$(swift test --show-codecov-path)" coverage.json`, Report: "coverage.json"}, true
}
