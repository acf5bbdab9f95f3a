(* Gaussian smoothing (equation (8) of the paper): for u of law N(0, I_d),        *)
(*   g(x, u) = ((f(x + tau u) - f(x)) / tau) u.                                   *)
(*   smoothing_mean        E g(x) = E grad f(x + tau u)                           *)
(*   smoothing_bias_le     |E g(x) - grad f(x)|^2 <= d tau^2 L^2                  *)
(*   smoothing_second_le   E|g(x)|^2 <= (1 + a) (d + 2) |grad f(x)|^2             *)
(*                             + (1 + 1/a) tau^2 L^2 d (d + 2) (d + 4) / 4        *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle gaussian.
From Biasbound.base Require Import lipschitz_gradient.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Section Definitions.
Variables (d : nat) (f : 'rV[R]_d.+1 -> R) (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) (tau : R).
Local Notation V := 'rV[R]_d.+1.

Definition smoothing (x u : V) : V := ((f (x + tau *: u) - f x) / tau) *: u.
Definition smoothing_avg (x : V) : V := ExV (gauss d.+1) (smoothing x).
Definition smoothing_bias (x : V) : V := smoothing_avg x - df x.
Definition smoothing_noise (x u : V) : V := smoothing x u - smoothing_avg x.
End Definitions.

Section Smoothing.
Variables (d : nat) (f : 'rV[R]_d.+1 -> R) (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) (L tau : R).
Local Notation V := 'rV[R]_d.+1.
Local Notation E := (gauss d.+1).
Local Notation D := (d.+1%:R : R).
Local Notation g := (smoothing f tau).
Hypotheses (fL : lipschitz_gradient f df L) (tau0 : 0 < tau).

Lemma tame_gradient i : tame (fun u => df u 0 i).
Proof.
exists (L ^+ 2), 0%N; split=> [|u v]; first exact: sqr_ge0.
rewrite expr0 mulr1; apply: le_trans (lip_le fL u v).
rewrite nsqE (bigD1 i) //= !mxE ler_addl.
by apply: sumr_ge0 => j _; exact: sqr_ge0.
Qed.

Lemma tame_function : tame f.
Proof.
exists (4%:R * nsq (df 0) + 5%:R * L ^+ 2), 1%N; have n0 := nsq_ge0 (df 0); have l0 := sqr_ge0 L.
split=> [|u v]; first by move: n0 l0; rlra.
have := lip_quadratic fL u v; have CS := CauchySchwarz (df u) (v - u).
have := nsqD_le (df u - df 0) (df 0); rewrite subrK => h1.
have := lip_le fL u 0; rewrite subr0 => h2.
have h3 := nsqD_le u (- v); rewrite nsqN in h3.
have -> : nsq (u - v) = nsq (v - u) by rewrite -nsqN opprB.
rewrite -(nsqN (u - v)) opprB in h3.
have N0 := nsq_ge0 (v - u); have u0 := nsq_ge0 u; have v0 := nsq_ge0 v; rewrite expr1.
move=> /andP[q1 q2].
have s : (f v - f u - dot (df u) (v - u)) ^+ 2 <= (L / 2%:R * nsq (v - u)) ^+ 2.
  have b0 : 0 <= (L / 2%:R * nsq (v - u) - (f v - f u - dot (df u) (v - u)))
     * (L / 2%:R * nsq (v - u) + (f v - f u - dot (df u) (v - u))).
    by apply: mulr_ge0; [rewrite subr_ge0|rewrite addrC -ler_subl_addr sub0r].
  by move: b0; clear; move: (f v - f u) (dot _ _) (nsq _) => t p N; rlra.
have m1 : nsq (df u) * nsq (v - u) <=
    (2%:R * nsq (df 0) + 2%:R * L ^+ 2 * nsq u) * nsq (v - u).
  by apply: ler_wpmul2r => //; move: h1 h2; clear; rlra.
have m2 := ler_wpmul2l (mulr_ge0 l0 N0) h3.
have p1 := mulr_ge0 n0 (mulr_ge0 u0 N0); have p2 := mulr_ge0 n0 (mulr_ge0 v0 N0).
have p3 := mulr_ge0 l0 (mulr_ge0 u0 N0); have p4 := mulr_ge0 l0 (mulr_ge0 v0 N0).
have p5 := mulr_ge0 l0 N0.
move: s m1 m2 p1 p2 p3 p4 p5 CS; clear.
move: (f v) (f u) (dot _ _) (nsq (df 0)) (nsq (df u)) (nsq (v - u)) (nsq u) (nsq v).
move=> a b p c e N U W s m1 m2 p1 p2 p3 p4 p5 CS.
by have := sqr_ge0 (a - b - p - p); rlra.
Qed.

Let tame_shift x : tame (fun u => f (x + tau *: u)).
Proof. exact/tame_affine/tame_function. Qed.

Let slope x u := (f (x + tau *: u) - f x) / tau.

Let tame_slope x : tame (slope x).
Proof.
apply: tameM; last exact: tame_cst.
by apply: tameB; [exact: tame_shift|exact: tame_cst].
Qed.

Lemma tame_smoothing x i : tame (fun u => g x u 0 i).
Proof.
apply: (eq_tame (X := fun u => slope x u * u 0 i)) => [u|]; first by rewrite mxE.
by apply: tameM; [exact: tame_slope|exact: tame_coord].
Qed.

Lemma smoothing_integV x : integV E (g x).
Proof. by move=> i; exact/gauss_integ/tame_smoothing. Qed.

Lemma gauss_coord (n : nat) (i : 'I_n) : Ex (gauss n) (fun u => u 0 i) = 0.
Proof.
rewrite -(gauss_dot (\row_j (j == i)%:R)); apply: eq_Ex => u.
rewrite /dot (bigD1 i) //= mxE eqxx mul1r big1 ?addr0 // => j /negbTE h.
by rewrite mxE h mul0r.
Qed.

(* Stein's identity *)
Lemma smoothing_mean x : smoothing_avg f tau x = ExV E (fun u => df (x + tau *: u)).
Proof.
apply/rowP => i; rewrite !mxE; have t0 : tau != 0 by rewrite gt_eqF.
have iu := gauss_integ (@tame_coord d.+1 i).
have iX : integ E (fun u => u 0 i * f (x + tau *: u)).
  by apply: gauss_integ; apply: tameM; [exact: tame_coord|exact: tame_shift].
have -> : Ex E (fun u => g x u 0 i) =
    Ex E (fun u => tau^-1 * (u 0 i * f (x + tau *: u)) + (- (tau^-1 * f x)) * u 0 i).
  by apply: eq_Ex => u; rewrite mxE; move: (f _) (f x) (tau^-1) (u 0 i) => a b c e; rring.
rewrite ExD; [|exact: integZ|exact: integZ]; rewrite !ExZ // gauss_coord mulr0 addr0.
have q : quadratic_bound (fun u => f (x + tau *: u)) (fun u => tau *: df (x + tau *: u))
    (tau ^+ 2 * (L / 2%:R)).
  move=> u v; have := lip_quadratic fL (x + tau *: u) (x + tau *: v).
  have -> : x + tau *: v - (x + tau *: u) = tau *: (v - u).
    by rewrite scalerBr opprD addrACA subrr add0r.
  rewrite dotZr dotZl nsqZ.
  by rewrite (_ : L / 2%:R * (tau ^+ 2 * nsq (v - u)) = tau ^+ 2 * (L / 2%:R) * nsq (v - u));
    last rring.
have K0 : 0 <= tau ^+ 2 * (L / 2%:R).
  by apply: mulr_ge0; [exact: sqr_ge0|have := lip_gt0 fL; rlra].
have td i0 : tame (fun u => (tau *: df (x + tau *: u)) 0 i0).
  apply: (eq_tame (X := fun u => tau * df (x + tau *: u) 0 i0)) => [u|]; first by rewrite mxE.
  by apply: tameZ; exact: (tame_affine (X := fun u => df u 0 i0) x tau (tame_gradient i0)).
rewrite (stein K0 q (tame_shift x) td i).
under eq_Ex do rewrite mxE.
rewrite ExZ; last first.
  by apply: gauss_integ; exact: (tame_affine (X := fun u => df u 0 i) x tau (tame_gradient i)).
by rewrite mulrA mulVf // mul1r.
Qed.

Let tame_diff x i : tame (fun u => (df (x + tau *: u) - df x) 0 i).
Proof.
apply: (eq_tame (X := fun u => df (x + tau *: u) 0 i - df x 0 i)) => [u|]; first by rewrite !mxE.
apply: tameB; last exact: tame_cst.
exact: (tame_affine (X := fun u => df u 0 i) x tau (tame_gradient i)).
Qed.

Lemma smoothing_bias_mean x :
  smoothing_bias f df tau x = ExV E (fun u => df (x + tau *: u) - df x).
Proof.
rewrite /smoothing_bias smoothing_mean; apply/rowP => i; rewrite !mxE.
have i1 : integ E (fun u => df (x + tau *: u) 0 i).
  by apply: gauss_integ; exact: (tame_affine (X := fun u => df u 0 i) x tau (tame_gradient i)).
rewrite -[df x 0 i](Ex_cst E) -ExB //; last exact: integ_cst.
by apply: eq_Ex => u; rewrite !mxE.
Qed.

Lemma smoothing_bias_le x : nsq (smoothing_bias f df tau x) <= D * tau ^+ 2 * L ^+ 2.
Proof.
pose Y u := df (x + tau *: u) - df x.
rewrite smoothing_bias_mean -/Y.
have tY i : tame (fun u => Y u 0 i) by exact: tame_diff.
apply: (le_trans (y := Ex E (fun u => nsq (Y u)))).
  rewrite (eq_Ex E (Y := fun u => \sum_i Y u 0 i ^+ 2)); last by move=> u; rewrite nsqE.
  have i2 i : integ E (fun u => Y u 0 i ^+ 2) by apply: gauss_integ; apply: tameX.
  rewrite Ex_sum // nsqE; apply: ler_sum => i _; rewrite mxE.
  by apply: Ex_sqr_le => //; exact: gauss_integ.
have iN := gauss_integ (@tame_nsq d.+1).
rewrite -gauss_nsq -mulrA mulrC -ExZ //; apply: Ex_le; [|exact: integZ|move=> u].
  by apply: gauss_integ; exact: tame_nsqV.
apply: le_trans (lip_le fL _ _) _; rewrite addrAC subrr add0r nsqZ.
by rewrite mulrA (mulrC (L ^+ 2)).
Qed.

Definition remainder x u := slope x u - dot (df x) u.

Let tame_remainder x : tame (remainder x).
Proof. by apply: tameB; [exact: tame_slope|exact: tame_dot]. Qed.

Lemma remainder_le x u : remainder x u ^+ 2 <= tau ^+ 2 * L ^+ 2 / 4%:R * nsq u ^+ 2.
Proof.
have := lip_quadratic fL x (x + tau *: u).
have -> : x + tau *: u - x = tau *: u by rewrite addrAC subrr add0r.
rewrite nsqZ dotZr => /andP[h1 h2].
have e : f (x + tau *: u) - f x = tau * slope x u by rewrite mulrC divfK // lt0r_neq0.
rewrite e -mulrBr -/(remainder x u) in h1 h2; set B := tau * L / 2%:R * nsq u.
have t1 : remainder x u <= B.
  by rewrite -(ler_pmul2l tau0); apply: le_trans h2 _; rewrite /B; rlra.
have t2 : - B <= remainder x u.
  by rewrite -(ler_pmul2l tau0); apply: le_trans h1; rewrite /B; rlra.
have -> : tau ^+ 2 * L ^+ 2 / 4%:R * nsq u ^+ 2 = B ^+ 2 by rewrite /B; rfield.
have b0 : 0 <= (B - remainder x u) * (B + remainder x u).
  by apply: mulr_ge0; [rewrite subr_ge0|rewrite addrC -ler_subl_addr sub0r].
by move: b0; clear; move: B (remainder _ _) => B r; rlra.
Qed.

Lemma smoothing_second_integ x : integ E (fun u => nsq (g x u)).
Proof. by apply: gauss_integ; apply: tame_nsqV => i; exact: tame_smoothing. Qed.

Lemma smoothing_second_le a x : 0 < a -> Ex E (fun u => nsq (g x u)) <=
  (1 + a) * (D + 2%:R) * nsq (df x)
  + (1 + a^-1) * (tau ^+ 2 * L ^+ 2 * (D * (D + 2%:R) * (D + 4%:R)) / 4%:R).
Proof.
move=> a0; have a1 : 0 < a^-1 by rewrite invr_gt0.
pose C := tau ^+ 2 * L ^+ 2 / 4%:R.
pose Y u := (1 + a) * (dot (df x) u ^+ 2 * nsq u) + (1 + a^-1) * (C * nsq u ^+ 3).
have i1 : integ E (fun u => dot (df x) u ^+ 2 * nsq u) by apply: gauss_integ; tame_tac.
have i3 : integ E (fun u => nsq u ^+ 3) by apply: gauss_integ; tame_tac.
apply: (le_trans (y := Ex E Y)).
  apply: Ex_le => [||u].
  - exact: smoothing_second_integ.
  - by apply: integD; do ?apply: integZ.
  have h := remainder_le x u; have n0 := nsq_ge0 u.
  rewrite nsqZ -/(slope x u) /Y.
  have -> : slope x u = dot (df x) u + remainder x u by rewrite /remainder addrC subrK.
  have k1 := ler_wpmul2r n0 h; rewrite -/C in k1.
  have k2 : (1 + a^-1) * (remainder x u ^+ 2 * nsq u) <= (1 + a^-1) * (C * nsq u ^+ 3).
    apply: ler_wpmul2l; first by move: a1; rlra.
    by apply: le_trans k1 _; rewrite -mulrA -exprSr.
  apply: le_trans (_ : _ <= (1 + a) * (dot (df x) u ^+ 2 * nsq u)
      + (1 + a^-1) * (remainder x u ^+ 2 * nsq u)) _; last by rewrite ler_add2l.
  have k3 : 0 <= a^-1 * (nsq u * (a * dot (df x) u - remainder x u) ^+ 2).
    by apply: mulr_ge0; [exact: ltW|apply: mulr_ge0 => //; exact: sqr_ge0].
  have e : a * a^-1 = 1 by rewrite divff // gt_eqF.
  move: k3 e; clear; move: (a^-1) (dot _ _) (remainder _ _) (nsq u) => i p r N k3 e.
  have e2 : i * (N * (a * p - r) ^+ 2) =
     (a * i) * (a * p ^+ 2 * N) - (a * i) * (2%:R * (p * r * N)) + i * (r ^+ 2 * N) by rring.
  by rewrite e2 e !mul1r in k3; move: k3; rlra.
rewrite ExD; [|exact: integZ|by do 2 apply: integZ].
rewrite !ExZ //; last exact: integZ.
rewrite gauss_dot2nsq gauss_nsq3 /C le_eqVlt; apply/orP; left; apply/eqP.
by move: (nsq _) (a^-1) => N i; rring.
Qed.

Lemma smoothing_noise_second x : Ex E (fun u => nsq (smoothing_noise f tau x u)) =
  Ex E (fun u => nsq (g x u)) - nsq (smoothing_avg f tau x).
Proof.
set m := smoothing_avg f tau x; have iV := smoothing_integV x.
have i2 := smoothing_second_integ x; have id := integ_dot m iV.
rewrite (eq_Ex E (Y := fun u => nsq (g x u) + ((- 2%:R) * dot m (g x u) + nsq m))); last first.
  by move=> u; rewrite nsqB (dotC (g x u)) mulNr addrA.
rewrite ExD //; last by apply: integD; [exact: integZ|exact: integ_cst].
rewrite ExD; [|exact: integZ|exact: integ_cst].
rewrite Ex_cst ExZ // Ex_dot // -/m -/(smoothing_avg f tau x) -/(nsq m).
by move: (Ex _ _) (nsq m) => p q; rring.
Qed.

Lemma smoothing_oracle : biased_oracle E (smoothing_noise f tau).
Proof.
have tn x i : tame (fun u => smoothing_noise f tau x u 0 i).
  apply: (eq_tame (X := fun u => g x u 0 i - smoothing_avg f tau x 0 i)) => [u|].
    by rewrite /smoothing_noise; move: (g x u) (smoothing_avg _ _ _) => a b; rewrite !mxE.
  by apply: tameB; [exact: tame_smoothing|exact: tame_cst].
split=> [x i|x i|x].
- exact/gauss_integ/tn.
- exact/gauss_integ/tameX/tn.
apply/rowP => i; rewrite !mxE.
rewrite (eq_Ex E (Y := fun u => g x u 0 i - smoothing_avg f tau x 0 i)); last first.
  by move=> u; rewrite /smoothing_noise; move: (g x u) (smoothing_avg _ _ _) => a b; rewrite !mxE.
rewrite ExB; [|exact: smoothing_integV|exact: integ_cst].
by rewrite Ex_cst mxE subrr.
Qed.
End Smoothing.
