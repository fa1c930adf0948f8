// Copyright: (c) 2026, native.helm contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Command kubeoracle answers what Helm's waiters and Kubernetes' patch libraries do: a JSON object a line in, one out.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

type request struct {
	Op       string           `json:"op"`
	Object   map[string]any   `json:"object"`
	Related  []map[string]any `json:"related"`
	Jobs     bool             `json:"jobs"`
	Original json.RawMessage  `json:"original"`
	Modified json.RawMessage  `json:"modified"`
	Current  json.RawMessage  `json:"current"`
	Patch    json.RawMessage  `json:"patch"`
}

type answer map[string]any

var operations = map[string]func(request) (answer, error){
	"kstatus":         watcherStatus,
	"legacy":          legacyReady,
	"strategic_merge": strategicMerge,
	"strategic_apply": strategicApply,
	"json_merge":      jsonMerge,
	"json_merge3":     jsonMergeThreeWay,
	"schema":          patchSchema,
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 1 {
			var asked request
			reply := answer{}
			if problem := json.Unmarshal(line, &asked); problem != nil {
				reply["err"] = problem.Error()
			} else if operation := operations[asked.Op]; operation == nil {
				reply["err"] = "no operation " + asked.Op
			} else if found, problem := operation(asked); problem != nil {
				reply["err"] = problem.Error()
			} else {
				reply = found
			}
			if problem := encoder.Encode(reply); problem != nil {
				fmt.Fprintln(os.Stderr, "kubeoracle:", problem)
				os.Exit(1)
			}
			if in.Buffered() == 0 {
				out.Flush()
			}
		}
		if err != nil {
			out.Flush()
			return
		}
	}
}
