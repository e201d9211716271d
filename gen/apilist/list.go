package main

import (
	"bytes"
	"cmp"
	"fmt"
	"go/types"
	"slices"
	"strings"
)

// list returns the exported API of a package: one declaration per line, with indented lines for the fields of structs
// and the methods of interfaces. Constants, variables and functions come first, then types with their methods, each
// sorted by name. isListed reports whether the types of a package are listed in a separate file.
func list(pkg *types.Package, isListed func(*types.Package) bool) []byte {
	l := &lister{pkg: pkg, isListed: isListed}
	l.line("package %s // import %q", pkg.Name(), pkg.Path())
	objects := exported(pkg)
	for _, section := range [][]types.Object{
		filter[*types.Const](objects), filter[*types.Var](objects), filter[*types.Func](objects),
	} {
		l.section(section)
	}
	for _, object := range filter[*types.TypeName](objects) {
		l.line("")
		l.typeName(object.(*types.TypeName))
	}
	return l.out.Bytes()
}

// exported returns the exported objects of a package, sorted by name.
func exported(pkg *types.Package) []types.Object {
	var objects []types.Object
	for _, name := range pkg.Scope().Names() { // sorted by name
		if object := pkg.Scope().Lookup(name); object.Exported() {
			objects = append(objects, object)
		}
	}
	return objects
}

// filter returns the objects of a type.
func filter[T types.Object](objects []types.Object) []types.Object {
	return slices.DeleteFunc(slices.Clone(objects), func(object types.Object) bool {
		_, ok := object.(T)
		return !ok
	})
}

type lister struct {
	pkg      *types.Package
	isListed func(*types.Package) bool
	out      bytes.Buffer
}

func (l *lister) line(format string, args ...any) { fmt.Fprintf(&l.out, format+"\n", args...) }

// qualifier returns the package name to write before an identifier: none for identifiers of the listed package.
func (l *lister) qualifier(other *types.Package) string {
	if other == l.pkg {
		return ""
	}
	return other.Name()
}

func (l *lister) typeString(t types.Type) string { return types.TypeString(t, l.qualifier) }

// section lists objects that are not types.
func (l *lister) section(objects []types.Object) {
	if len(objects) > 0 {
		l.line("")
	}
	for _, object := range objects {
		switch object := object.(type) {
		case *types.Const:
			typ := l.typeString(object.Type()) + " "
			if strings.HasPrefix(typ, "untyped ") {
				typ = ""
			}
			l.line("const %s %s= %s", object.Name(), typ, object.Val().ExactString())
		case *types.Var:
			l.line("var %s %s", object.Name(), l.typeString(object.Type()))
		case *types.Func:
			l.line("%s", types.ObjectString(object, l.qualifier))
		}
	}
}

// typeName lists a type with its fields and methods.
func (l *lister) typeName(name *types.TypeName) {
	t := name.Type()
	header := "type " + name.Name()
	if alias, ok := t.(*types.Alias); ok {
		t = types.Unalias(t)
		l.line("%s%s = %s", header, l.typeParams(alias.TypeParams()), l.typeString(alias.Rhs()))
		if named, ok := t.(*types.Named); !ok || l.isElsewhere(named) {
			return
		}
		header = "\t// underlying type:"
	}
	if named, ok := t.(*types.Named); ok {
		header += l.typeParams(named.TypeParams())
	}
	l.underlying(header, t.Underlying())
	l.methods(name.Name(), t)
}

// isElsewhere reports whether the fields and methods of a type are not listed here, because they are listed under the
// type's own name or belong to another module.
func (l *lister) isElsewhere(named *types.Named) bool {
	pkg := named.Obj().Pkg()
	isOurs := pkg != nil && (pkg.Path() == module || strings.HasPrefix(pkg.Path(), module+"/"))
	return !isOurs || l.isListed(pkg) && named.Obj().Exported()
}

func (l *lister) typeParams(params *types.TypeParamList) string {
	if params.Len() == 0 {
		return ""
	}
	var texts []string
	for param := range params.TypeParams() {
		texts = append(texts, param.Obj().Name()+" "+l.typeString(param.Constraint()))
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// underlying lists the underlying type of a type.
func (l *lister) underlying(header string, t types.Type) {
	switch t := t.(type) {
	case *types.Struct:
		l.line("%s struct", header)
		l.fields(t)
	case *types.Interface:
		l.line("%s interface", header)
		l.interfaceMethods(t)
	default:
		l.line("%s %s", header, l.typeString(t))
	}
}

// fields lists the exported fields of a struct in their order, because the order affects conversions.
func (l *lister) fields(s *types.Struct) {
	unexported := false
	for i := range s.NumFields() {
		field, tag := s.Field(i), ""
		if s.Tag(i) != "" {
			tag = " `" + s.Tag(i) + "`"
		}
		switch {
		case field.Exported() && field.Embedded():
			l.line("\t%s%s", l.typeString(field.Type()), tag)
		case field.Exported():
			l.line("\t%s %s%s", field.Name(), l.typeString(field.Type()), tag)
		default:
			unexported = true
			l.promotedFields(field)
		}
	}
	if unexported {
		l.line("\t// unexported fields")
	}
}

// promotedFields lists the exported fields of a struct that is embedded under an unexported name.
func (l *lister) promotedFields(embedded *types.Var) {
	t := embedded.Type()
	if pointer, ok := t.(*types.Pointer); ok {
		t = pointer.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !embedded.Embedded() || !ok {
		return
	}
	for field := range s.Fields() {
		if field.Exported() {
			l.line("\t%s %s // promoted from %s", field.Name(), l.typeString(field.Type()), embedded.Name())
		}
	}
}

func (l *lister) interfaceMethods(t *types.Interface) {
	unexported := false
	for i := range t.NumMethods() { // sorted by name
		method := t.Method(i)
		if !method.Exported() {
			unexported = true
			continue
		}
		l.line("\t%s%s", method.Name(), strings.TrimPrefix(l.typeString(method.Type()), "func"))
	}
	for i := range t.NumEmbeddeds() {
		if union, ok := t.EmbeddedType(i).(*types.Union); ok {
			l.line("\t%s", l.typeString(union))
		}
	}
	if unexported {
		l.line("\t// unexported methods")
	}
}

// methods lists the exported methods of a type, including promoted ones.
func (l *lister) methods(name string, t types.Type) {
	if types.IsInterface(t) {
		return
	}
	byValue := types.NewMethodSet(t)
	set := types.NewMethodSet(types.NewPointer(t))
	methods := slices.SortedFunc(set.Methods(), func(a, b *types.Selection) int {
		return cmp.Compare(a.Obj().Name(), b.Obj().Name())
	})
	for _, method := range methods {
		if !method.Obj().Exported() {
			continue
		}
		receiver := "*" + name
		if byValue.Lookup(l.pkg, method.Obj().Name()) != nil {
			receiver = name
		}
		signature := strings.TrimPrefix(l.typeString(method.Type()), "func")
		l.line("func (%s) %s%s", receiver, method.Obj().Name(), signature)
	}
}
