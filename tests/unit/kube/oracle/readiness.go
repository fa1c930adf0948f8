// Copyright: (c) 2026, native.helm contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package main

import (
	"context"
	"encoding/json"

	"github.com/fluxcd/cli-utils/pkg/kstatus/polling/statusreaders"
	"helm.sh/helm/v4/pkg/kube"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/cli-runtime/pkg/resource"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// related is a cluster that has only the objects of the request: what a controller's selector finds.
type related struct{ items []map[string]any }

func (r related) Get(_ context.Context, _ client.ObjectKey, _ *unstructured.Unstructured) error {
	return nil
}

func (r related) ListNamespaceScoped(_ context.Context, list *unstructured.UnstructuredList, _ string, _ labels.Selector) error {
	for _, item := range r.items {
		found := unstructured.Unstructured{Object: integers(item).(map[string]any)}
		if found.GetKind() == list.GetKind() {
			list.Items = append(list.Items, found)
		}
	}
	return nil
}

func (r related) ListClusterScoped(context.Context, *unstructured.UnstructuredList, labels.Selector) error {
	return nil
}

func (r related) Sync(context.Context) error { return nil }

func watcherStatus(asked request) (answer, error) {
	mapper := meta.NewDefaultRESTMapper([]schema.GroupVersion{{Version: "v1"}, {Group: "apps", Version: "v1"}})
	for _, gvk := range []schema.GroupVersionKind{
		{Version: "v1", Kind: "Pod"},
		{Group: "apps", Version: "v1", Kind: "ReplicaSet"},
	} {
		mapper.Add(gvk, meta.RESTScopeNamespace)
	}
	object := &unstructured.Unstructured{Object: integers(asked.Object).(map[string]any)}
	reader := statusreaders.NewStatusReader(mapper)
	found, err := reader.ReadStatusForObject(context.Background(), related{asked.Related}, object)
	if err != nil {
		return nil, err
	}
	reply := answer{"status": found.Status.String(), "message": found.Message}
	if found.Error != nil {
		reply["error"] = found.Error.Error()
	}
	return reply, nil
}

func legacyReady(asked request) (answer, error) {
	object := &unstructured.Unstructured{Object: integers(asked.Object).(map[string]any)}
	var objects []runtime.Object
	for _, item := range append([]map[string]any{asked.Object}, asked.Related...) {
		typed, err := toTyped(item)
		if err != nil {
			return nil, err
		}
		objects = append(objects, typed)
	}
	checker := kube.NewReadyChecker(fake.NewClientset(objects...), kube.PausedAsReady(true), kube.CheckJobs(asked.Jobs))
	info := &resource.Info{
		Object: object, Namespace: object.GetNamespace(), Name: object.GetName(),
		Mapping: &meta.RESTMapping{GroupVersionKind: object.GroupVersionKind(), Scope: meta.RESTScopeNamespace},
	}
	ready, err := checker.IsReady(context.Background(), info)
	reply := answer{"ready": ready}
	if err != nil {
		reply["error"] = err.Error()
	}
	return reply, nil
}

func toTyped(item map[string]any) (runtime.Object, error) {
	data, err := json.Marshal(item)
	if err != nil {
		return nil, err
	}
	object, _, err := scheme.Codecs.UniversalDeserializer().Decode(data, nil, nil)
	return object, err
}

// integers gives numbers the type that the API machinery gives them: int64 where they are whole.
func integers(value any) any {
	switch typed := value.(type) {
	case map[string]any:
		for key, item := range typed {
			typed[key] = integers(item)
		}
	case []any:
		for index, item := range typed {
			typed[index] = integers(item)
		}
	case float64:
		if typed == float64(int64(typed)) {
			return int64(typed)
		}
	}
	return value
}
