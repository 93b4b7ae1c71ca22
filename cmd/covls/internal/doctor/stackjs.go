package doctor

import (
	"encoding/json"
	"strings"
)

// JavaScript and TypeScript: package.json says which test runner there is, the
// lock file beside it which package manager.

// A manifest is what is read of a package.json.
type manifest struct {
	Scripts         map[string]string `json:"scripts"`
	Dependencies    map[string]any    `json:"dependencies"`
	DevDependencies map[string]any    `json:"devDependencies"`
}

// uses reports whether a package is depended on or named in the test script.
func (m *manifest) uses(name string) bool {
	return m.depends(name) || strings.Contains(" "+m.Scripts["test"]+" ", " "+name+" ")
}

func (m *manifest) depends(name string) bool {
	_, run := m.Dependencies[name]
	_, dev := m.DevDependencies[name]
	return run || dev
}

// packageManager is how a project runs and adds the tools it depends on.
type packageManager struct{ exec, add, test string }

func (p project) packageManager() packageManager {
	switch {
	case p.has("pnpm-lock.yaml"):
		return packageManager{"pnpm exec", "pnpm add --save-dev", "pnpm test"}
	case p.has("yarn.lock"):
		return packageManager{"yarn run", "yarn add --dev", "yarn test"}
	case p.has("bun.lock", "bun.lockb"):
		return packageManager{"bunx", "bun add --dev", "bun run test"}
	}
	return packageManager{"npx", "npm install --save-dev", "npm test"}
}

func javascriptStack(p project) (Stack, bool) {
	if p.has("deno.json", "deno.jsonc") {
		return Stack{Name: "Deno", Evidence: p.first("deno.json", "deno.jsonc"),
			Command: "deno test --coverage=cov && deno coverage cov --lcov --output=lcov.info", Report: "lcov.info"}, true
	}
	var m manifest
	if !p.has("package.json") || json.Unmarshal([]byte(p.text("package.json")), &m) != nil {
		return Stack{}, false
	}
	s := Stack{Evidence: "package.json", Report: "coverage/lcov.info"}
	pm := p.packageManager()
	switch {
	case m.uses("vitest"):
		s.Name, s.Command = "JavaScript with vitest", pm.exec+" vitest run --coverage.enabled --coverage.reporter=json --coverage.reporter=lcov"
		s.Report = "coverage/coverage-final.json"
		if !m.depends("@vitest/coverage-v8") && !m.depends("@vitest/coverage-istanbul") {
			s.Setup = []string{pm.add + " @vitest/coverage-v8"}
		}
	case m.uses("react-scripts"):
		s.Name, s.Command = "JavaScript with react-scripts", pm.exec+" react-scripts test --coverage --watchAll=false"
		s.Report = "coverage/coverage-final.json"
	case m.uses("jest"), p.ending("jest.config.js", "jest.config.ts", "jest.config.mjs", "jest.config.cjs", "jest.config.json") != "":
		s.Name, s.Command = "JavaScript with jest", pm.exec+" jest --coverage"
		s.Report = "coverage/coverage-final.json"
	case m.uses("nyc"):
		s.Name, s.Command = "JavaScript with nyc", pm.exec+" nyc --reporter=json --reporter=lcov "+pm.test
		s.Report = "coverage/coverage-final.json"
		if strings.Contains(m.Scripts["test"], "nyc") {
			s.Command, s.Report = pm.test, ".nyc_output" // nyc leaves its raw data there
		}
	case strings.Contains(m.Scripts["test"], "bun test"):
		s.Name, s.Command = "JavaScript with Bun", "bun test --coverage --coverage-reporter=lcov"
	case m.Scripts["test"] == "" || strings.Contains(m.Scripts["test"], "no test specified"):
		return Stack{}, false
	case strings.Contains(m.Scripts["test"], "c8 "):
		s.Name, s.Command = "JavaScript with c8", pm.test
		s.Setup = []string{`put {"reporter": ["text", "lcov"]} into .c8rc.json`}
	default:
		s.Name, s.Command = "JavaScript with c8", pm.exec+" c8 --reporter=lcov "+pm.test
		if !m.depends("c8") {
			s.Setup = []string{pm.add + " c8"}
		}
	}
	return s, true
}
