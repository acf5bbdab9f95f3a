(* expectation as a linear, monotone, normalised functional on a   *)
(* space of integrable random variables.  Instances: finite distributions,     *)
(* uniform law, product with a finite law (this file); Lebesgue integral of a  *)
(* probability measure (ExpectMeasure.v).                                      *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Record expectation (Om : Type) := Expectation {
  integ : (Om -> R) -> Prop;
  Ex : (Om -> R) -> R;
  integ_cst : forall c, integ (fun=> c);
  integD : forall X Y, integ X -> integ Y -> integ (fun w => X w + Y w);
  integZ : forall a X, integ X -> integ (fun w => a * X w);
  Ex_cst : forall c, Ex (fun=> c) = c;
  ExD : forall X Y, integ X -> integ Y ->
          Ex (fun w => X w + Y w) = Ex X + Ex Y;
  ExZ : forall a X, integ X -> Ex (fun w => a * X w) = a * Ex X;
  Ex_le : forall X Y, integ X -> integ Y ->
          (forall w, X w <= Y w) -> Ex X <= Ex Y }.

Section Theory.
Variables (Om : Type) (E : expectation Om).
Implicit Types X Y : Om -> R.

Lemma eq_Ex X Y : X =1 Y -> Ex E X = Ex E Y.
Proof. by move=> /funext ->. Qed.

Lemma eq_integ X Y : X =1 Y -> integ E X -> integ E Y.
Proof. by move=> /funext ->. Qed.

Lemma integN X : integ E X -> integ E (fun w => - X w).
Proof. by move=> /(integZ (-1)); apply: eq_integ => w; rewrite mulN1r. Qed.

Lemma integB X Y : integ E X -> integ E Y -> integ E (fun w => X w - Y w).
Proof. by move=> iX iY; apply: integD => //; apply: integN. Qed.

Lemma ExN X : integ E X -> Ex E (fun w => - X w) = - Ex E X.
Proof.
by move=> iX; rewrite -mulN1r -ExZ //; apply: eq_Ex => w; rewrite mulN1r.
Qed.

Lemma ExB X Y : integ E X -> integ E Y ->
  Ex E (fun w => X w - Y w) = Ex E X - Ex E Y.
Proof. by move=> iX iY; rewrite ExD ?ExN //; apply: integN. Qed.

Lemma integ_sum (I : finType) (F : I -> Om -> R) :
  (forall i, integ E (F i)) -> integ E (fun w => \sum_i F i w).
Proof.
move=> h; have H (s : seq I) : integ E (fun w => \sum_(i <- s) F i w).
  elim: s => [|i s IH].
    by apply: (eq_integ (X := fun=> 0)); [move=> w; rewrite big_nil|exact: integ_cst].
  apply: (eq_integ (X := fun w => F i w + \sum_(j <- s) F j w)).
    by move=> w; rewrite big_cons.
  exact: integD.
exact: H.
Qed.

Lemma Ex_sum (I : finType) (F : I -> Om -> R) :
  (forall i, integ E (F i)) ->
  Ex E (fun w => \sum_i F i w) = \sum_i Ex E (F i).
Proof.
move=> h; have H (s : seq I) : integ E (fun w => \sum_(i <- s) F i w) /\
    Ex E (fun w => \sum_(i <- s) F i w) = \sum_(i <- s) Ex E (F i).
  elim: s => [|i s [IH1 IH2]].
    have e : (fun w : Om => \sum_(j <- [::]) F j w) = fun=> 0.
      by apply: funext => w; rewrite big_nil.
    by rewrite e Ex_cst big_nil; split=> //; exact: integ_cst.
  have e : (fun w : Om => \sum_(j <- i :: s) F j w)
         = fun w => F i w + \sum_(j <- s) F j w.
    by apply: funext => w; rewrite big_cons.
  by rewrite e big_cons ExD // IH2; split=> //; exact: integD.
exact: (H _).2.
Qed.

(* vector-valued expectation, coordinatewise *)
Definition integV d (X : Om -> 'rV[R]_d) := forall i, integ E (fun w => X w 0 i).
Definition ExV d (X : Om -> 'rV[R]_d) : 'rV[R]_d := \row_i Ex E (fun w => X w 0 i).

Lemma integ_dot d (v : 'rV[R]_d) (X : Om -> 'rV[R]_d) : integV X -> integ E (fun w => dot v (X w)).
Proof. by move=> h; apply: integ_sum => i; apply: integZ. Qed.

Lemma Ex_dot d (v : 'rV[R]_d) (X : Om -> 'rV[R]_d) : integV X ->
  Ex E (fun w => dot v (X w)) = dot v (ExV X).
Proof.
move=> h; rewrite Ex_sum; last by move=> i; apply: integZ.
by apply: eq_bigr => i _; rewrite ExZ // mxE.
Qed.

(* bias--variance: E||v + X||^2 = ||v||^2 + E||X||^2 when E X = 0 *)
Lemma Ex_nsqD d (v : 'rV[R]_d) (X : Om -> 'rV[R]_d) : integV X -> integ E (fun w => nsq (X w)) ->
  ExV X = 0 -> Ex E (fun w => nsq (v + X w)) = nsq v + Ex E (fun w => nsq (X w)).
Proof.
move=> iX iX2 X0.
under eq_Ex => w do rewrite nsqD -addrA.
rewrite ExD; [|exact: integ_cst|by apply: integD => //; apply/integZ/integ_dot].
rewrite Ex_cst ExD //; last exact/integZ/integ_dot.
by rewrite ExZ ?Ex_dot ?X0 //; [rewrite dotC dot0l mulr0 add0r|exact: integ_dot].
Qed.

End Theory.

(* finite-support law with weights p *)
Section Finite.
Variables (I : finType) (p : I -> R).
Hypotheses (p_ge0 : forall i, 0 <= p i) (p_sum : \sum_i p i = 1).

Lemma fin_subproof1 X Y : True -> True ->
  \sum_i p i * (X i + Y i) = \sum_i p i * X i + \sum_i p i * Y i.
Proof. by rewrite -big_split /=; under eq_bigr do rewrite mulrDr. Qed.

Definition fin_expectation : expectation I.
Proof.
refine (@Expectation I (fun=> True) (fun X => \sum_i p i * X i)
  (fun=> Logic.I) (fun _ _ _ _ => Logic.I) (fun _ _ _ => Logic.I) _ fin_subproof1 _ _).
- by move=> c; rewrite -big_distrl /= p_sum mul1r.
- by move=> a X _; rewrite big_distrr /=; under eq_bigr do rewrite mulrCA.
- by move=> X Y _ _ h; apply: ler_sum => i _; apply: ler_wpmul2l.
Defined.
End Finite.

(* product of E with an independent finite law p on I *)
Section Product.
Variables (Om : Type) (E : expectation Om) (I : finType) (p : I -> R).
Hypotheses (p_ge0 : forall i, 0 <= p i) (p_sum : \sum_i p i = 1).

Definition prod_expectation : expectation (Om * I).
Proof.
refine (@Expectation (Om * I) (fun X => forall i, integ E (fun w => X (w, i)))
   (fun X => \sum_i p i * Ex E (fun w => X (w, i))) _ _ _ _ _ _ _).
- by move=> c i; exact: integ_cst.
- by move=> X Y iX iY i; exact: integD.
- by move=> a X iX i; exact: integZ.
- by move=> c; under eq_bigr do rewrite Ex_cst; rewrite -big_distrl /= p_sum mul1r.
- by move=> X Y iX iY; rewrite -big_split /=; apply: eq_bigr => i _; rewrite ExD // mulrDr.
- by move=> a X iX; rewrite big_distrr /=; apply: eq_bigr => i _; rewrite ExZ // mulrCA.
- by move=> X Y iX iY h; apply: ler_sum => i _; apply: ler_wpmul2l => //; apply: Ex_le.
Defined.
End Product.
