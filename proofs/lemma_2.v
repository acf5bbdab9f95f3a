(* Lemma 2 (equation (5)), the modified descent lemma: for every step size     *)
(* 0 <= g <= 1 / ((M + 1) L), from every x,                                    *)
(*   E f(x+) - f(x) <= - (g/2) (1 - m) |df x|^2 + (g/2) zeta2 + (g^2 L/2) s2.   *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle satisfiable witness.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Theorem lemma_2 d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi) b n M s2 m z2 g x :
  smooth f df L -> biased_oracle E n ->
  bounded_noise df E b n M s2 -> bounded_bias df b m z2 ->
  0 <= g -> g <= ((M + 1) * L)^-1 ->
  integ E (fun xi => f (sgd_step df b n g x xi)) ->
  Ex E (fun xi => f (sgd_step df b n g x xi) - f x) <=
    g * (m - 1) / 2%:R * nsq (df x) + g / 2%:R * z2 + g ^+ 2 * L / 2%:R * s2.
Proof.
move=> fL orc hN hB g0 gL f_integ.
have [i1 _ n0] := orc; have i2 := noise_integ_nsq orc; have L0 := smooth_gt0 fL.
pose B xi := (- g * dot (df x) (df x + b x))
   + ((- g) * dot (df x) (n x xi) + L * g ^+ 2 / 2%:R * nsq (oracle df b n x xi)).
have iB : integ E B.
  apply: integD; first exact: integ_cst.
  apply: integD; first exact/integZ/integ_dot.
  exact/integZ/integ_nsq_oracle.
apply: (le_trans (y := Ex E B)).
  apply: Ex_le => // [|xi]; first by apply: integB => //; exact: integ_cst.
  by have := oracle_ub b n g fL x xi; rewrite /B; rlra.
rewrite /B ExD; [|exact: integ_cst|]; last first.
  by apply: integD; [exact/integZ/integ_dot|exact/integZ/integ_nsq_oracle].
rewrite Ex_cst ExD; [|exact/integZ/integ_dot|exact/integZ/integ_nsq_oracle].
rewrite (ExZ (- g)); last exact: integ_dot.
rewrite (ExZ (L * _ / _)); last exact: integ_nsq_oracle.
rewrite Ex_dot // n0 (dotC _ 0) dot0l mulr0 add0r.
rewrite (eq_Ex E (Y := fun xi => nsq ((df x + b x) + n x xi))) //.
rewrite (Ex_nsqD _ (i1 x) (i2 x) (n0 x)).
have hn := noise_le hN x; have hb := bias_le hB x.
have hg := stepsize_le fL hN gL.
have e : nsq (df x + b x) = nsq (df x) + 2%:R * dot (df x) (b x) + nsq (b x) by exact: nsqD.
have e2 : dot (df x) (df x + b x) = nsq (df x) + dot (df x) (b x) by rewrite dotDr.
have q0 : 0 <= nsq (df x + b x) by exact: nsq_ge0.
move: hn hb hg e e2 q0.
set En := Ex E _; set q := nsq (df x + b x); set a := nsq (df x).
set c := dot _ (b x); set bb := nsq (b x); set p := dot _ _.
move=> hn hb hg e e2 q0.
have k1 : L * g ^+ 2 / 2%:R * (q + En) <= L * g ^+ 2 / 2%:R * (q + (M * q + s2)).
  apply: ler_wpmul2l; last by rlra.
  by apply: mulr_ge0; [apply: mulr_ge0; [rlra|exact: sqr_ge0]|rlra].
have k2 : g * q * (g * (M + 1) * L) <= g * q * 1.
  by apply: ler_wpmul2l => //; exact: mulr_ge0.
have k3 : g * bb <= g * (m * a + z2) by exact: ler_wpmul2l.
have k4 : g * q = g * (a + 2%:R * c + bb) by rewrite e.
rewrite e2; clear - k1 k2 k3 k4; rlra.
Qed.

Lemma lemma_2_satisfiable : satisfiable_by (@lemma_2).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, bool, coin, (@w_bias 0), (@w_noise 0).
exists 1, 1, 4%:R^-1, 1, 4%:R^-1, 0.
exists (@w_smooth 0), (@w_oracle 0), (@w_bounded_noise 0), (@w_bounded_bias 0).
by exists (ltW w_step_gt0), w_step, I.
Qed.
