package doctor

// Python: one project may say the same in any of half a dozen files.

func pythonStack(p project) (Stack, bool) {
	files := []string{"pyproject.toml", "setup.cfg", "tox.ini", "pytest.ini", ".coveragerc", "setup.py", "requirements-dev.txt", "requirements.txt", "Pipfile"}
	evidence := p.first(files...)
	if evidence == "" {
		return Stack{}, false
	}
	text := p.text(files...)
	// How the project's own environment is entered, and how it gets a package.
	run, add := "", "python -m pip install "
	switch {
	case p.has("uv.lock"):
		run, add = "uv run ", "uv add --dev "
	case p.has("poetry.lock"):
		run, add = "poetry run ", "poetry add --group dev "
	case p.has("pdm.lock"):
		run, add = "pdm run ", "pdm add --dev "
	case p.has("Pipfile.lock"):
		run, add = "pipenv run ", "pipenv install --dev "
	}
	s := Stack{Evidence: evidence, Report: "coverage.xml"}
	if p.has("pytest.ini", "conftest.py") || mentions(text, "pytest") {
		s.Name, s.Command = "Python with pytest", run+"python -m pytest --cov --cov-branch --cov-report=xml"
		if !mentions(text, "pytest-cov", "pytest_cov", "--cov") {
			s.Setup = []string{add + "pytest-cov"}
		}
		return s, true
	}
	s.Name, s.Command = "Python with unittest", run+"python -m coverage run --branch -m unittest && "+run+"python -m coverage xml"
	if !mentions(text, "coverage") {
		s.Setup = []string{add + "coverage"}
	}
	return s, true
}
