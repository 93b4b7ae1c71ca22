package doctor

// Java, Kotlin and their like. JaCoCo writes its execution data whatever
// happens; the XML that can be read has to be asked for.

func mavenStack(p project) (Stack, bool) {
	if !p.has("pom.xml") {
		return Stack{}, false
	}
	mvn := "mvn"
	if p.has("mvnw") {
		mvn = "./mvnw"
	}
	s := Stack{Name: "Maven", Evidence: "pom.xml", Report: "target/site/jacoco/jacoco.xml"}
	if mentions(p.text("pom.xml"), "jacoco-maven-plugin") {
		s.Name, s.Command = "Maven with JaCoCo", mvn+" test jacoco:report"
		return s, true
	}
	// Goals named in full need nothing in the pom.xml.
	const plugin = "org.jacoco:jacoco-maven-plugin:"
	s.Command = mvn + " " + plugin + "prepare-agent test " + plugin + "report"
	return s, true
}

func gradleStack(p project) (Stack, bool) {
	build := p.first("build.gradle.kts", "build.gradle")
	if build == "" {
		return Stack{}, false
	}
	gradle := "gradle"
	if p.has("gradlew") {
		gradle = "./gradlew"
	}
	text := p.text(build)
	if mentions(text, "kover") {
		return Stack{Name: "Gradle with Kover", Evidence: build, Command: gradle + " koverXmlReport", Report: "build/reports/kover/report.xml"}, true
	}
	s := Stack{Name: "Gradle with JaCoCo", Evidence: build, Command: gradle + " test jacocoTestReport", Report: "build/reports/jacoco/test/jacocoTestReport.xml"}
	if !mentions(text, "jacoco") {
		s.Name = "Gradle"
		s.Setup = append(s.Setup, "apply the plugin jacoco in "+build)
	}
	if !mentions(text, "xml.required", "xml.enabled") {
		s.Setup = append(s.Setup, "set xml.required = true under jacocoTestReport's reports in "+build)
	}
	return s, true
}
