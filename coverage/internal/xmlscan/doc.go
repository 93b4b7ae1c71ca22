// Package xmlscan reads the XML that coverage tools write, fast and without
// trust.
//
// It is not encoding/xml for two reasons. Speed: reports of one or two
// gigabytes exist (formats §18), and encoding/xml reads some 50 MB a second
// (formats §19). Tolerance: obfuscated .NET names hold control characters and
// declared encodings are often not the real ones, both of which stop
// encoding/xml, while it follows any depth without complaint (formats §17).
//
// A Scanner pulls tokens from an io.Reader. It keeps one buffer, which grows to
// the largest single tag and never with the report, and needs no line breaks:
// a report may be one line of 2 GB. Attributes are borrowed from the buffer,
// and decoded only when somebody asks for them.
//
// What a hostile document could use is missing on purpose. A document type is
// skipped and never fetched, the entities that it defines are never expanded,
// nesting, strings and the whole report have limits.
package xmlscan
