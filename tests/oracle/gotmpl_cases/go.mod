module native.helm/gotmpl_cases

go 1.26
