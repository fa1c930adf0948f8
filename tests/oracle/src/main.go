// Copyright: (c) 2026, native.helm contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Command oracle answers what Helm and its libraries do. It reads requests from standard input, one JSON object a line,
// and writes one answer a line: an object with the results and, when the library refused, "err" with its exact words.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"
)

// answer is what an operation found out; its keys are those of the JSON object.
type answer map[string]any

// operation gets the whole request. An answer may come together with an error: what there was before it happened.
type operation func(request []byte) (answer, error)

var operations = map[string]operation{
	"coalesce":         coalesce,
	"date":             date,
	"digest":           digest,
	"duration":         duration,
	"fixture_format":   fixtureFormat,
	"fixture_template": fixtureTemplate,
	"gotmpl":           gotmpl,
	"merge_values":     mergeValues,
	"panic":            func([]byte) (answer, error) { panic("on request") },
	"regex":            regex,
	"render":           render,
	"schema":           schema,
	"semver":           versions,
	"split_manifests":  splitManifests,
	"sprintf":          sprintf,
	"strvals":          setValues,
	"to_yaml":          toYAML,
	"yaml_load":        loadYAML,
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			if err := encoder.Encode(serve(line)); err != nil {
				fmt.Fprintln(os.Stderr, "oracle: cannot answer:", err)
				os.Exit(1)
			}
			// Only when nothing waits: a batch of requests is answered in one write.
			if in.Buffered() == 0 {
				out.Flush()
			}
		}
		if errors.Is(err, io.EOF) {
			out.Flush()
			return
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "oracle: cannot read:", err)
			os.Exit(1)
		}
	}
}

// serve answers one request. A panic in a library is an answer too: what Helm would crash on has to be known.
func serve(line []byte) (result answer) {
	defer func() {
		if reason := recover(); reason != nil {
			result = answer{"err": fmt.Sprintf("panic: %v", reason)}
		}
	}()
	var head struct {
		Op string `json:"op"`
	}
	if err := json.Unmarshal(line, &head); err != nil {
		return answer{"bad_request": err.Error()}
	}
	work, known := operations[head.Op]
	if !known {
		return answer{"bad_request": fmt.Sprintf("unknown op %q", head.Op)}
	}
	result, err := work(line)
	if result == nil {
		result = answer{}
	}
	var bad badRequest
	if errors.As(err, &bad) {
		return answer{"bad_request": bad.Error()}
	}
	if err != nil {
		result["err"] = err.Error()
	}
	return result
}

// badRequest is a mistake of the asker, kept apart from what a library refuses.
type badRequest struct{ error }

// read decodes a request and refuses fields that the operation does not know, so that a misspelled one is not ignored.
func read(request []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(request))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return badRequest{err}
	}
	return nil
}

// head is embedded in every request.
type head struct {
	Op string `json:"op"`
}

// put stores a text. JSON holds no bytes that are not UTF-8: such a text goes into KEY_b64 as well.
func (a answer) put(key, text string) {
	a[key] = text
	if !utf8.ValidString(text) {
		a[key+"_b64"] = []byte(text)
	}
}
