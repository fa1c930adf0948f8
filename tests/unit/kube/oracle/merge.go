// Copyright: (c) 2026, native.helm contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package main

import (
	"encoding/json"
	"reflect"
	"strings"

	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/jsonmergepatch"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
	"k8s.io/client-go/kubernetes/scheme"
)

func typeOf(data json.RawMessage) (runtime.Object, error) {
	var head struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, err
	}
	return scheme.Scheme.New(schema.FromAPIVersionAndKind(head.APIVersion, head.Kind))
}

func strategicMerge(asked request) (answer, error) {
	typed, err := typeOf(asked.Modified)
	if err != nil {
		return nil, err
	}
	metadata, err := strategicpatch.NewPatchMetaFromStruct(typed)
	if err != nil {
		return nil, err
	}
	patch, err := strategicpatch.CreateThreeWayMergePatch(asked.Original, asked.Modified, asked.Current, metadata, true)
	if err != nil {
		return nil, err
	}
	reply := answer{"patch": json.RawMessage(patch)}
	if len(asked.Current) > 0 && string(asked.Current) != "null" {
		result, err := strategicpatch.StrategicMergePatchUsingLookupPatchMeta(asked.Current, patch, metadata)
		if err != nil {
			reply["apply_err"] = err.Error()
		} else {
			reply["result"] = json.RawMessage(result)
		}
	}
	return reply, nil
}

func strategicApply(asked request) (answer, error) {
	typed, err := typeOf(asked.Current)
	if err != nil {
		return nil, err
	}
	result, err := strategicpatch.StrategicMergePatch(asked.Current, asked.Patch, typed)
	return answer{"result": json.RawMessage(result)}, err
}

func jsonMerge(asked request) (answer, error) {
	patch, err := jsonpatch.CreateMergePatch(asked.Original, asked.Modified)
	return answer{"patch": json.RawMessage(patch)}, err
}

func jsonMergeThreeWay(asked request) (answer, error) {
	patch, err := jsonmergepatch.CreateThreeWayJSONMergePatch(asked.Original, asked.Modified, asked.Current)
	return answer{"patch": json.RawMessage(patch)}, err
}

// patchSchema tells of every kind of client-go's scheme which fields have a patch strategy or a merge key, and of which
// type the fields are that lead to such ones.
func patchSchema(request) (answer, error) {
	types := map[string]map[string]any{}
	kinds := map[string]string{}
	for gvk, typed := range scheme.Scheme.AllKnownTypes() {
		if gvk.Version == runtime.APIVersionInternal || strings.HasSuffix(gvk.Kind, "List") || strings.HasSuffix(gvk.Kind, "Options") {
			continue
		}
		kinds[gvk.GroupVersion().String()+"/"+gvk.Kind] = identity(typed)
		walk(typed, types)
	}
	return answer{"kinds": kinds, "types": types}, nil
}

func walk(typed reflect.Type, types map[string]map[string]any) {
	if _, known := types[identity(typed)]; known {
		return
	}
	fields := map[string]any{}
	types[identity(typed)] = fields
	collect(typed, fields, types)
}

func collect(typed reflect.Type, fields map[string]any, types map[string]map[string]any) {
	for index := range typed.NumField() {
		field := typed.Field(index)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		inner := field.Type
		for inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if name == "" && field.Anonymous && inner.Kind() == reflect.Struct {
			collect(inner, fields, types)
			continue
		}
		if name == "" || name == "-" {
			continue
		}
		container := inner.Kind()
		for inner.Kind() == reflect.Slice || inner.Kind() == reflect.Map || inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		entry := map[string]any{"container": container.String(), "type": identity(inner), "struct": inner.Kind() == reflect.Struct}
		for _, key := range []string{"patchStrategy", "patchMergeKey"} {
			if value := field.Tag.Get(key); value != "" {
				entry[key] = value
			}
		}
		fields[name] = entry
		if inner.Kind() == reflect.Struct {
			walk(inner, types)
		}
	}
}

// identity is a type's name with the whole path of its package: many packages are called v1.
func identity(typed reflect.Type) string {
	return typed.PkgPath() + "." + typed.Name()
}
