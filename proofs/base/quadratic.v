(* The quadratics (1/2) sum_i h_i x_i^2 and (l/2)|x|^2 as smooth, strongly      *)
(* convex and PL functions, and an oracle on (l/2)|x|^2 that attains the bounds  *)
(* of Assumptions 3 and 4 everywhere, whose descent is Lemma 2 with equality.    *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp functions.
From mathcomp.analysis Require Import Rstruct reals topology normedtype landau derive.
From Biasbound.base Require Import real_tactics vector expectation oracle trajectory.
From Biasbound.base Require Import gradient_instances witness.
Import Order.TTheory GRing.Theory Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Section Differential.
Variables (K : realType) (d : nat) (h : 'I_d.+1 -> K).
Local Notation V := 'rV[K]_d.+1.

Lemma is_diff_wsumsq (s : seq 'I_d.+1) (x : V) :
  is_diff x (fun y : V => \sum_(i <- s) h i * (y 0 i * y 0 i) : K^o)
            (fun y : V => \sum_(i <- s) h i * (2%:R * x 0 i * y 0 i) : K^o).
Proof.
elim: s => [|i s IH].
  have D := is_diff_cst (0 : K^o) x.
  have -> : (fun y : V => \sum_(i <- [::]) h i * (y 0 i * y 0 i) : K^o) = cst 0.
    by apply: funext => y; rewrite big_nil.
  by apply: (@is_diff_eq _ _ _ _ _ _ _ D); apply: funext => y; rewrite big_nil.
have D := is_diffD (is_diffZ (h i) (is_diff_sq i x)) IH.
have -> : (fun y : V => \sum_(j <- i :: s) h j * (y 0 j * y 0 j) : K^o) =
  h i *: (fun y : V => y 0 i * y 0 i : K^o)
    + (fun y : V => \sum_(j <- s) h j * (y 0 j * y 0 j) : K^o).
  by apply: funext => y; rewrite big_cons.
apply: (@is_diff_eq _ _ _ _ _ _ _ D).
by apply: funext => y; rewrite big_cons.
Qed.
End Differential.

(* f x >= f y + <df y, x - y> + (mu/2)|x - y|^2 *)
Definition strongly_convex d (f : 'rV[R]_d.+1 -> R) (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) (mu : R) :=
  forall x y, f x + dot (df x) (y - x) + mu / 2%:R * nsq (y - x) <= f y.

Section Diagonal.
Variables (d : nat) (h : 'I_d.+1 -> R).
Local Notation V := 'rV[R]_d.+1.

Definition dquad (x : V) : R := \sum_i h i / 2%:R * (x 0 i * x 0 i).
Definition dquad_grad (x : V) : V := \row_i (h i * x 0 i).

Lemma gradient_dquad : gradient dquad dquad_grad.
Proof.
move=> x; apply: (@is_diff_eq _ _ _ _ _ _ _
  (@is_diff_wsumsq real_realType d (fun i => h i / 2%:R) (index_enum _) x)).
apply: funext => y; rewrite /dot; apply: eq_bigr => i _; rewrite mxE.
by move: (h i) (x 0 i) (y 0 i) => a u v; rlra.
Qed.

Lemma dquad_expand x y : dquad y = dquad x + dot (dquad_grad x) (y - x) + dquad (y - x).
Proof.
rewrite /dquad /dot -!big_split /=; apply: eq_bigr => i _; rewrite !mxE.
by move: (h i) (x 0 i) (y 0 i) => a u v; rlra.
Qed.

Lemma dquad_le L x : (forall i, h i <= L) -> dquad x <= L / 2%:R * nsq x.
Proof.
move=> hL; rewrite /dquad /nsq /dot big_distrr; apply: ler_sum => i _ /=.
by apply: ler_wpmul2r; [rewrite -expr2 sqr_ge0|have := hL i; rlra].
Qed.

Lemma dquad_ge mu x : (forall i, mu <= h i) -> mu / 2%:R * nsq x <= dquad x.
Proof.
move=> hL; rewrite /dquad /nsq /dot big_distrr; apply: ler_sum => i _ /=.
by apply: ler_wpmul2r; [rewrite -expr2 sqr_ge0|have := hL i; rlra].
Qed.

Lemma smooth_dquad L : 0 < L -> (forall i, h i <= L) -> smooth dquad dquad_grad L.
Proof.
move=> L0 hL; split=> // [|x y]; first exact: gradient_dquad.
by rewrite (dquad_expand x y) ler_add2l dquad_le.
Qed.

Lemma strongly_convex_dquad mu : (forall i, mu <= h i) -> strongly_convex dquad dquad_grad mu.
Proof. by move=> hmu x y; rewrite (dquad_expand x y) ler_add2l dquad_ge. Qed.

Lemma dquad_ge0 x : (forall i, 0 <= h i) -> 0 <= dquad x.
Proof. by move=> h0; have := @dquad_ge 0 x h0; rewrite !mul0r. Qed.

Lemma PL_dquad mu : 0 < mu -> (forall i, mu <= h i) -> PL dquad dquad_grad mu 0.
Proof.
move=> mu0 hmu; split=> // x; rewrite subr0 /dquad big_distrr nsqE.
apply: ler_sum => i _; rewrite mxE /=; set u := x 0 i.
have -> : 2%:R * mu * (h i / 2%:R * (u * u)) = (mu * h i) * u ^+ 2.
  by move: (h i) => a; rlra.
rewrite exprMn ler_wpmul2r ?sqr_ge0 // expr2 ler_wpmul2r //.
exact: le_trans (ltW mu0) (hmu i).
Qed.
End Diagonal.

Section Sphere.
Variables (d : nat) (l : R).
Local Notation V := 'rV[R]_d.+1.

Definition quad (x : V) : R := l / 2%:R * nsq x.
Definition quad_grad (x : V) : V := l *: x.

Lemma quadE : quad = dquad (fun=> l).
Proof. by apply: funext => x; rewrite /quad /dquad big_distrr. Qed.

Lemma quad_gradE : quad_grad = dquad_grad (fun=> l).
Proof. by apply: funext => x; apply/rowP => i; rewrite !mxE. Qed.

Hypothesis l0 : 0 < l.

Lemma smooth_quad : smooth quad quad_grad l.
Proof. by rewrite quadE quad_gradE; exact: smooth_dquad. Qed.

Lemma strongly_convex_quad : strongly_convex quad quad_grad l.
Proof. by rewrite quadE quad_gradE; exact: strongly_convex_dquad. Qed.

Lemma PL_quad : PL quad quad_grad l 0.
Proof. by rewrite quadE quad_gradE; exact: PL_dquad. Qed.

Lemma quad_ge0 x : 0 <= quad x.
Proof. by rewrite quadE dquad_ge0 // => i; exact: ltW. Qed.
End Sphere.

(* Lemma 2 with equality *)
Section ExactDescent.
Variables (d : nat) (L M s2 m z2 g : R).
Local Notation V := 'rV[R]_d.+1.
Local Notation df := (@quad_grad d L).
Variables (Xi : Type) (E : expectation Xi) (b : V -> V) (n : V -> Xi -> V).
Hypothesis orc : biased_oracle E n.
Hypothesis noise_eq : forall x, Ex E (fun xi => nsq (n x xi)) = M * nsq (df x + b x) + s2.
Hypothesis bias_eq : forall x, nsq (b x) = m * nsq (df x) + z2.
Hypothesis g_max : g * ((M + 1) * L) = 1.

Lemma exact_descent x : P df E b n g (@quad d L) x =
  quad L x - g * (1 - m) / 2%:R * nsq (df x) + (g / 2%:R * z2 + g ^+ 2 * L / 2%:R * s2).
Proof.
have [i1 _ n0] := orc; have i2 := noise_integ_nsq orc.
pose v := df x + b x.
have e xi : quad L (sgd_step df b n g x xi) =
    (quad L x - g * dot (df x) v + L * g ^+ 2 / 2%:R * nsq v)
    + (((- g) * dot (df x) (n x xi) + L * g ^+ 2 * dot v (n x xi))
       + L * g ^+ 2 / 2%:R * nsq (n x xi)).
  rewrite /quad /sgd_step /oracle -/v nsqB nsqZ nsqD dotZr dotDr /quad_grad !dotZl.
  move: (nsq _) (dot x _) (dot x _) (nsq v) (dot v _) (nsq (n x xi)) => p q r s t u; rlra.
rewrite /P (eq_Ex E e) ExD; [|exact: integ_cst|]; last first.
  by apply: integD; [apply: integD; exact/integZ/integ_dot|exact: integZ].
rewrite Ex_cst ExD; [|by apply: integD; exact/integZ/integ_dot|exact: integZ].
rewrite ExD; [|exact/integZ/integ_dot|exact/integZ/integ_dot].
rewrite !ExZ //; [|exact: integ_dot|exact: integ_dot].
rewrite !Ex_dot // n0 !(dotC _ 0) !dot0l !mulr0 !add0r noise_eq -/v.
have k : L * g ^+ 2 * (nsq v + M * nsq v) = g * nsq v.
  have -> : L * g ^+ 2 * (nsq v + M * nsq v) = g * nsq v * (g * ((M + 1) * L)).
    by move: (nsq v) => q; rring.
  by rewrite g_max mulr1.
move: k; have := bias_eq x; rewrite /v nsqD dotDr -/(nsq (df x)).
move: (nsq (df x)) (nsq (b x)) (dot _ _) (quad L x) => G B c q hB k.
by move: k; rewrite hB; rlra.
Qed.
End ExactDescent.

(* an oracle that attains Assumptions 3 and 4 everywhere *)
Section TightOracle.
Variables (d : nat) (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) (M s2 m z2 : R).
Local Notation V := 'rV[R]_d.+1.
Hypotheses (M0 : 0 <= M) (s0 : 0 <= s2) (m0 : 0 <= m) (m1 : m < 1) (z0 : 0 <= z2).

Definition tight_bias (x : V) : V := Num.sqrt (m * nsq (df x) + z2) *: @unit0 d.
Definition tight_noise (x : V) (w : bool) : V :=
  Num.sqrt (M * nsq (df x + tight_bias x) + s2) *: w_noise x w.

Lemma tight_bias_eq x : nsq (tight_bias x) = m * nsq (df x) + z2.
Proof.
rewrite /tight_bias nsqZ nsq_unit0 mulr1 sqr_sqrtr //.
by apply: addr_ge0 => //; apply: mulr_ge0 => //; exact: nsq_ge0.
Qed.

Lemma tight_noise_eq x :
  Ex coin (fun w => nsq (tight_noise x w)) = M * nsq (df x + tight_bias x) + s2.
Proof.
rewrite Ex_coin /tight_noise /w_noise !nsqZ nsq_unit0 sqr_sqrtr; last first.
  by apply: addr_ge0 => //; apply: mulr_ge0 => //; exact: nsq_ge0.
by move: (nsq _) => q; rlra.
Qed.

Lemma tight_oracle : biased_oracle coin tight_noise.
Proof.
split=> // x; apply/rowP => i; rewrite !mxE Ex_coin !mxE.
by move: (Num.sqrt _) (_%:R) => a c; rlra.
Qed.

Lemma tight_bounded_noise : bounded_noise df coin tight_bias tight_noise M s2.
Proof. by split=> // x; rewrite tight_noise_eq. Qed.

Lemma tight_bounded_bias : bounded_bias df tight_bias m z2.
Proof. by split=> // x; rewrite tight_bias_eq. Qed.
End TightOracle.
