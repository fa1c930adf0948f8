// Copyright: (c) 2026, native.helm contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// The real kustomize; and, as "reference", the library that says what an image reference is: one a line on standard
// input, a JSON object for each.
package main

import (
	"bufio"
	"encoding/json"
	"os"

	"github.com/distribution/reference"
	"sigs.k8s.io/kustomize/kustomize/v5/commands"
)

type answer struct {
	Text   string `json:"text"`
	Domain string `json:"domain,omitempty"`
	Path   string `json:"path,omitempty"`
	Tag    string `json:"tag,omitempty"`
	Digest string `json:"digest,omitempty"`
	Err    string `json:"err,omitempty"`
}

func read(text string) answer {
	found := answer{Text: text}
	named, err := reference.ParseNormalizedNamed(text)
	if err != nil {
		found.Err = err.Error()
		return found
	}
	found.Domain, found.Path = reference.Domain(named), reference.Path(named)
	if tagged, ok := named.(reference.Tagged); ok {
		found.Tag = tagged.Tag()
	}
	if digested, ok := named.(reference.Digested); ok {
		found.Digest = digested.Digest().String()
	}
	return found
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == "reference" {
		out := json.NewEncoder(os.Stdout)
		for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
			if err := out.Encode(read(lines.Text())); err != nil {
				panic(err)
			}
		}
		return
	}
	if err := commands.NewDefaultCommand().Execute(); err != nil {
		os.Exit(1)
	}
}
