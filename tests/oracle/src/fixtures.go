// Copyright: (c) 2026, native.helm contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"time"
)

// The functions and values of tests/unit/gotmpl/gotmpl_fixtures.py in Go: what templates can meet and Helm does not give them.

// Person is a struct with methods, handed out as a pointer.
type Person struct {
	Name   string
	Age    int
	Tags   map[string]string
	Nested map[string]any
	Any    any
	Friend *Person
	hidden string
}

func (p *Person) Hello(greeting string) string { return greeting + " " + p.Name }
func (p *Person) Fail() (string, error)        { return "", errors.New("person failed") }
func (p *Person) Sum(numbers ...int) int {
	total := p.Age
	for _, number := range numbers {
		total += number
	}
	return total
}
func (p *Person) Mixed(text string, number float64, rest any) string {
	return fmt.Sprintf("%s %v %v", text, number, rest)
}

// Point is a struct without methods, handed out as a value.
type Point struct {
	X, Y int
}

// Version prints itself.
type Version struct {
	Major uint64
}

func (v Version) String() string { return "v" + strconv.FormatUint(v.Major, 10) }

// Values is a named map with methods, as Helm's.
type Values map[string]any

func (v Values) Table(name string) (Values, error) {
	if table, ok := v[name].(map[string]any); ok {
		return table, nil
	}
	return nil, fmt.Errorf("%q is not a table", name)
}
func (v Values) AsMap() map[string]any { return v }

var fixtureFunctions = template.FuncMap{
	"str":  func(s string) string { return s },
	"num":  func(i int) int { return i },
	"i64":  func(i int64) int64 { return i },
	"u8":   func(i uint8) uint8 { return i },
	"flt":  func(f float64) float64 { return f },
	"boo":  func(b bool) bool { return b },
	"mp":   func(m map[string]any) int { return len(m) },
	"put":  func(m map[string]any, k string) string { m[k] = 1; return "put" },
	"lst":  func(l []any) int { return len(l) },
	"strs": func(l []string) string { return strings.Join(l, "+") },
	"join": func(l ...string) string { return strings.Join(l, "+") },
	"add": func(l ...int) int {
		sum := 0
		for _, i := range l {
			sum += i
		}
		return sum
	},
	"two":    func(s string, i int) string { return fmt.Sprintf("%s/%d", s, i) },
	"id":     func(v any) any { return v },
	"ids":    func(v ...any) string { return fmt.Sprint(v...) },
	"typ":    func(v any) string { return fmt.Sprintf("%T", v) },
	"fail":   func(msg string) (string, error) { return "", errors.New(msg) },
	"none":   func() any { return nil },
	"word":   func() string { return "word" },
	"tomap":  func() map[string]any { return map[string]any{"k": "v", "n": nil} },
	"nilmap": func() map[string]any { return nil },
	"dict": func(pairs ...any) map[string]any {
		result := map[string]any{}
		for i := 0; i+1 < len(pairs); i += 2 {
			result[fmt.Sprint(pairs[i])] = pairs[i+1]
		}
		return result
	},
	"list":    func(items ...any) []any { return items },
	"strings": func(items ...string) []string { return items },
	"point":   func(p Point) int { return p.X },
	"int64":   func(i int) int64 { return int64(i) },
	"float":   func(i int) float64 { return float64(i) },
}

var fixtures = map[string]func() any{
	"person": func() any {
		return &Person{Name: "Ann", Age: 30, Tags: map[string]string{"a": "b"}, Nested: map[string]any{"x": 1.5, "n": nil},
			Any: "any", hidden: "h"}
	},
	"point":   func() any { return Point{1, 2} },
	"version": func() any { return Version{3} },
	"values":  func() any { return Values{"t": map[string]any{"a": "b"}, "n": nil, "s": "text"} },
	"strmap":  func() any { return map[string]string{"b": "2", "a": "1"} },
	"intmap":  func() any { return map[int]string{2: "two", -1: "minus", 10: "ten"} },
	"listmap": func() any { return map[string][]string{"l": {"p", "q"}} },
	"func":    func() any { return func(s string) string { return "<" + s + ">" } },
	"error":   func() any { return errors.New("an error") },
	"bytes":   func() any { return []byte("hi\xff") },
	"badtext": func() any { return "a\xffb\xc3" },
	"ints":    func() any { return []int{3, 1, 2} },
	"strs":    func() any { return []string{"x", "y"} },
	"hour":    func() any { return 90 * time.Minute },
}

// fixtureValue makes a Go value: {"$": type, "v": text} for what JSON has no form for.
func fixtureValue(in any) any {
	switch typed := in.(type) {
	case map[string]any:
		if name, ok := typed["$"].(string); ok {
			return fixtureSpecial(name, typed["v"])
		}
		result := map[string]any{}
		for key, item := range typed {
			result[key] = fixtureValue(item)
		}
		return result
	case []any:
		result := make([]any, len(typed))
		for index, item := range typed {
			result[index] = fixtureValue(item)
		}
		return result
	}
	return in
}

func fixtureSpecial(name string, in any) any {
	if name == "fixture" {
		return fixtures[in.(string)]()
	}
	text := in.(string)
	switch name {
	case "float64":
		number, err := strconv.ParseFloat(text, 64)
		must(err)
		return number
	case "uint64", "uint8", "uint32":
		number, err := strconv.ParseUint(text, 10, 64)
		must(err)
		return map[string]any{"uint64": number, "uint8": uint8(number), "uint32": uint32(number)}[name]
	}
	number, err := strconv.ParseInt(text, 10, 64)
	must(err)
	return map[string]any{"int": int(number), "int64": number, "int32": int32(number)}[name]
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// fixtureFormat is fmt and strconv on fixture values. how: sprint, sprintln, float (format is the verb), quote; else Sprintf.
func fixtureFormat(request []byte) (answer, error) {
	var in struct {
		head
		Format    string `json:"format"`
		Args      []any  `json:"args"`
		How       string `json:"how"`
		Precision int    `json:"precision"`
	}
	if err := read(request, &in); err != nil {
		return nil, err
	}
	args := make([]any, len(in.Args))
	for index, arg := range in.Args {
		args[index] = fixtureValue(arg)
	}
	result := answer{}
	switch in.How {
	case "sprint":
		result.put("out", fmt.Sprint(args...))
	case "sprintln":
		result.put("out", fmt.Sprintln(args...))
	case "float":
		result.put("out", strconv.FormatFloat(args[0].(float64), in.Format[0], in.Precision, 64))
	case "quote":
		result.put("out", strconv.Quote(args[0].(string)))
	default:
		result.put("out", fmt.Sprintf(in.Format, args...))
	}
	return result, nil
}

// fixtureTemplate runs text/template with the fixtures' functions and values; names are the templates that are then there.
func fixtureTemplate(request []byte) (answer, error) {
	var in struct {
		head
		Template   blob        `json:"template"`
		Name       string      `json:"name"`
		Parts      [][2]string `json:"parts"`
		MissingKey string      `json:"missingkey"`
		Data       any         `json:"data"`
	}
	if err := read(request, &in); err != nil {
		return nil, err
	}
	if in.Name == "" {
		in.Name = "t"
	}
	root := template.New("gotpl").Funcs(fixtureFunctions)
	if in.MissingKey != "" {
		root.Option("missingkey=" + in.MissingKey)
	}
	for _, part := range in.Parts {
		if _, err := root.New(part[0]).Parse(part[1]); err != nil {
			return nil, err
		}
	}
	if _, err := root.New(in.Name).Parse(string(in.Template.text)); err != nil {
		return nil, err
	}
	var out strings.Builder
	if err := root.ExecuteTemplate(&out, in.Name, fixtureValue(in.Data)); err != nil {
		return nil, err
	}
	result := answer{}
	result.put("out", out.String())
	names := []string{}
	for _, one := range root.Templates() {
		names = append(names, one.Name())
	}
	slices.Sort(names)
	result["names"] = names
	return result, nil
}
