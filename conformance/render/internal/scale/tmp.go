package scale

type Rect struct{ X0, Y0, X1, Y1 float64 }
