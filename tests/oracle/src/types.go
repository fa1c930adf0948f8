// Copyright: (c) 2026, native.helm contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"time"
)

// tagged is a value that keeps its Go type on its way through JSON: {"t": "int64", "v": "3"}.
type tagged struct {
	Type  string          `json:"t"`
	Value json.RawMessage `json:"v,omitempty"`
}

// source is how a request gives a value: plain JSON, decoded as Helm decodes (numbers become float64), or with types.
type source struct {
	Data  json.RawMessage `json:"data"`
	Typed *tagged         `json:"typed"`
}

func (s source) value() (any, error) {
	if s.Typed != nil {
		return s.Typed.value()
	}
	if len(s.Data) == 0 {
		return nil, nil
	}
	var result any
	if err := json.Unmarshal(s.Data, &result); err != nil {
		return nil, badRequest{err}
	}
	return result, nil
}

// table is the value as a map; nothing given is an empty map.
func (s source) table() (map[string]any, error) {
	value, err := s.value()
	if err != nil {
		return nil, err
	}
	switch table := value.(type) {
	case nil:
		return map[string]any{}, nil
	case map[string]any:
		return table, nil
	}
	return nil, badRequest{fmt.Errorf("a map is wanted, not %T", value)}
}

// value gives back the Go value. Scalars carry a text, so that no digit is lost.
func (t tagged) value() (any, error) {
	switch t.Type {
	case "nil":
		return nil, nil
	case "map":
		var parts map[string]tagged
		if err := json.Unmarshal(t.Value, &parts); err != nil {
			return nil, badRequest{err}
		}
		result := make(map[string]any, len(parts))
		for key, part := range parts {
			value, err := part.value()
			if err != nil {
				return nil, err
			}
			result[key] = value
		}
		return result, nil
	case "list":
		var parts []tagged
		if err := json.Unmarshal(t.Value, &parts); err != nil {
			return nil, badRequest{err}
		}
		result := make([]any, len(parts))
		for index, part := range parts {
			value, err := part.value()
			if err != nil {
				return nil, err
			}
			result[index] = value
		}
		return result, nil
	case "strings":
		var result []string
		if err := json.Unmarshal(t.Value, &result); err != nil {
			return nil, badRequest{err}
		}
		return result, nil
	}
	return t.scalar()
}

func (t tagged) scalar() (any, error) {
	if t.Type == "bool" {
		var result bool
		if err := json.Unmarshal(t.Value, &result); err != nil {
			return nil, badRequest{err}
		}
		return result, nil
	}
	var text string
	if err := json.Unmarshal(t.Value, &text); err != nil {
		return nil, badRequest{fmt.Errorf("type %q wants its value as a text: %w", t.Type, err)}
	}
	var result any
	var err error
	switch t.Type {
	case "string":
		result = text
	case "string_b64":
		var raw []byte
		raw, err = base64.StdEncoding.DecodeString(text)
		result = string(raw)
	case "bytes":
		result, err = base64.StdEncoding.DecodeString(text)
	case "error":
		result = fmt.Errorf("%s", text)
	case "duration":
		result, err = time.ParseDuration(text)
	case "time":
		result, err = time.Parse(time.RFC3339Nano, text)
	case "float64":
		result, err = strconv.ParseFloat(text, 64)
	case "float32":
		var wide float64
		wide, err = strconv.ParseFloat(text, 32)
		result = float32(wide)
	case "json.Number":
		result = json.Number(text)
	default:
		result, err = t.integer(text)
	}
	if err != nil {
		return nil, badRequest{err}
	}
	return result, nil
}

var integers = map[string]reflect.Type{
	"int": reflect.TypeFor[int](), "int8": reflect.TypeFor[int8](), "int16": reflect.TypeFor[int16](),
	"int32": reflect.TypeFor[int32](), "int64": reflect.TypeFor[int64](),
	"uint": reflect.TypeFor[uint](), "uint8": reflect.TypeFor[uint8](), "uint16": reflect.TypeFor[uint16](),
	"uint32": reflect.TypeFor[uint32](), "uint64": reflect.TypeFor[uint64](),
}

func (t tagged) integer(text string) (any, error) {
	kind, known := integers[t.Type]
	if !known {
		return nil, fmt.Errorf("unknown type %q", t.Type)
	}
	result := reflect.New(kind).Elem()
	if result.CanUint() {
		number, err := strconv.ParseUint(text, 10, kind.Bits())
		result.SetUint(number)
		return result.Interface(), err
	}
	number, err := strconv.ParseInt(text, 10, kind.Bits())
	result.SetInt(number)
	return result.Interface(), err
}

// tag describes a Go value for an answer.
func tag(value any) map[string]any {
	switch typed := value.(type) {
	case nil:
		return map[string]any{"t": "nil"}
	case string:
		result := answer{"t": "string"}
		result.put("v", typed)
		return result
	case bool:
		return map[string]any{"t": "bool", "v": typed}
	case float64:
		return map[string]any{"t": "float64", "v": number(typed)}
	case json.Number:
		return map[string]any{"t": "json.Number", "v": typed.String()}
	case time.Time:
		return map[string]any{"t": "time", "v": typed.Format(time.RFC3339Nano)}
	case time.Duration:
		return map[string]any{"t": "duration", "v": typed.String()}
	case error:
		return map[string]any{"t": "error", "v": typed.Error()}
	}
	return tagByKind(reflect.ValueOf(value))
}

func tagByKind(value reflect.Value) map[string]any {
	switch value.Kind() {
	case reflect.Map:
		result := map[string]any{}
		for _, key := range value.MapKeys() {
			result[fmt.Sprint(key.Interface())] = tag(value.MapIndex(key).Interface())
		}
		return map[string]any{"t": "map", "v": result}
	case reflect.Slice, reflect.Array:
		result := make([]any, value.Len())
		for index := range result {
			result[index] = tag(value.Index(index).Interface())
		}
		return map[string]any{"t": "list", "v": result}
	}
	return map[string]any{"t": value.Type().String(), "v": fmt.Sprint(value.Interface())}
}

// number is the shortest text that reads back as the same number.
func number(value float64) string {
	switch {
	case math.IsInf(value, 1):
		return "inf"
	case math.IsInf(value, -1):
		return "-inf"
	}
	return strconv.FormatFloat(value, 'g', -1, 64)
}
