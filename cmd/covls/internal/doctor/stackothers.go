package doctor

// Languages that have one usual tool each.

func rubyStack(p project) (Stack, bool) {
	if !p.has("Gemfile") {
		return Stack{}, false
	}
	text := p.text("Gemfile")
	s := Stack{Name: "Ruby", Evidence: "Gemfile", Command: "bundle exec rake test", Report: "coverage/.resultset.json"}
	if mentions(text, "rspec") || p.has(".rspec") {
		s.Name, s.Command = "Ruby with RSpec", "bundle exec rspec"
	}
	if !mentions(text, "simplecov") {
		s.Setup = []string{"bundle add simplecov --group test", `put require "simplecov" and SimpleCov.start at the top of the test or spec helper`}
	}
	return s, true
}

func phpStack(p project) (Stack, bool) {
	config := p.first("phpunit.xml", "phpunit.xml.dist", "phpunit.dist.xml")
	if config == "" && !mentions(p.text("composer.json"), "phpunit/phpunit", "pestphp/pest") {
		return Stack{}, false
	}
	if config == "" {
		config = "composer.json"
	}
	runner := "phpunit"
	if mentions(p.text("composer.json"), "pestphp/pest") {
		runner = "pest"
	}
	return Stack{Name: "PHP", Evidence: config, Setup: []string{"install the PHP extension xdebug or pcov"},
		Command: "XDEBUG_MODE=coverage vendor/bin/" + runner + " --coverage-cobertura coverage.xml", Report: "coverage.xml"}, true
}

func dotnetStack(p project) (Stack, bool) {
	name := p.ending(".sln", ".slnx", ".csproj", ".fsproj", ".vbproj")
	if name == "" {
		return Stack{}, false
	}
	s := Stack{Name: ".NET", Evidence: name, Command: `dotnet test --collect:"XPlat Code Coverage"`, Report: "TestResults/*/coverage.cobertura.xml"}
	// A solution does not say what its projects use; templates of tests have it.
	if p.ending(".sln", ".slnx") == "" && !mentions(p.text(name), "coverlet.collector") {
		s.Setup = []string{"dotnet add package coverlet.collector"}
	}
	return s, true
}

func elixirStack(p project) (Stack, bool) {
	if !p.has("mix.exs") {
		return Stack{}, false
	}
	s := Stack{Name: "Elixir", Evidence: "mix.exs", Command: "MIX_ENV=test mix coveralls.lcov", Report: "cover/lcov.info"}
	if !mentions(p.text("mix.exs"), "excoveralls") {
		s.Setup = []string{"add {:excoveralls, \"~> 0.18\", only: :test} to the dependencies, and test_coverage: [tool: ExCoveralls] to the project, in mix.exs"}
	}
	return s, true
}

func dartStack(p project) (Stack, bool) {
	if !p.has("pubspec.yaml") {
		return Stack{}, false
	}
	s := Stack{Name: "Dart", Evidence: "pubspec.yaml", Command: "dart run coverage:test_with_coverage", Report: "coverage/lcov.info"}
	text := p.text("pubspec.yaml")
	if mentions(text, "sdk: flutter") {
		s.Name, s.Command = "Flutter", "flutter test --coverage"
		return s, true
	}
	if !mentions(text, "coverage:") {
		s.Setup = []string{"dart pub add --dev coverage"}
	}
	return s, true
}
