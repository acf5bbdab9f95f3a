(* SGD as a process on one probability space, whose bias and noise may depend on *)
(* the past: x_{t+1} = x_t - g (df x_t + b_t + n_t), with                        *)
(*   E[n_t | F_t] = 0 and E[|n_t|^2 | F_t] <= M |df x_t + b_t|^2 + s2,            *)
(* where conditional expectations are tested against the variables of F_t.       *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Section Process.
Variables (d : nat).
Local Notation V := 'rV[R]_d.+1.
Variables (f : V -> R) (df : V -> V) (L M s2 m z2 g : R).
Variables (Om : Type) (E : expectation Om).
Variable adapted : nat -> (Om -> R) -> Prop.   (* the variables known at time t *)
Variables (x b n : nat -> Om -> V).

Let c t w := df (x t w) + b t w.

(* the steps, and Assumptions 3 and 4 given the past *)
Record adapted_sgd : Prop := AdaptedSgd {
  ad_step : forall t w, x t.+1 w = x t w - g *: (df (x t w) + b t w + n t w);
  ad_cst : forall t a, adapted t (fun=> a);
  ad_df : forall t i, adapted t (fun w => df (x t w) 0 i);
  ad_mean : forall t i, adapted t (fun w => (df (x t w) + b t w) 0 i);
  ad_noise0 : forall t i Z, adapted t Z -> integ E (fun w => Z w * n t w 0 i) ->
    Ex E (fun w => Z w * n t w 0 i) = 0;
  ad_noise : forall t Z, adapted t Z -> (forall w, 0 <= Z w) ->
    integ E (fun w => Z w * nsq (n t w)) ->
    integ E (fun w => Z w * nsq (df (x t w) + b t w)) -> integ E Z ->
    Ex E (fun w => Z w * nsq (n t w)) <=
      M * Ex E (fun w => Z w * nsq (df (x t w) + b t w)) + s2 * Ex E Z;
  ad_bias : forall t w, nsq (b t w) <= m * nsq (df (x t w)) + z2 }.

(* the expectations in the theorems exist *)
Record adapted_integrable : Prop := AdaptedIntegrable {
  ai_f : forall t, integ E (fun w => f (x t w));
  ai_df : forall t, integ E (fun w => nsq (df (x t w)));
  ai_mean : forall t, integ E (fun w => nsq (df (x t w) + b t w));
  ai_noise : forall t, integ E (fun w => nsq (n t w));
  ai_df_mean : forall t, integ E (fun w => dot (df (x t w)) (df (x t w) + b t w));
  ai_df_noise : forall t i, integ E (fun w => df (x t w) 0 i * n t w 0 i);
  ai_mean_noise : forall t i, integ E (fun w => (df (x t w) + b t w) 0 i * n t w 0 i) }.

Hypotheses (fL : smooth f df L) (run : adapted_sgd) (int : adapted_integrable).
Hypotheses (M0 : 0 <= M) (g0 : 0 < g) (gL : g <= ((M + 1) * L)^-1).

Lemma cross (v : nat -> Om -> V) t : (forall i, adapted t (fun w => v t w 0 i)) ->
  (forall i, integ E (fun w => v t w 0 i * n t w 0 i)) ->
  integ E (fun w => dot (v t w) (n t w)) /\ Ex E (fun w => dot (v t w) (n t w)) = 0.
Proof.
move=> a i; split; first exact: integ_sum.
by rewrite Ex_sum // big1 // => j _; apply: (ad_noise0 run).
Qed.

Lemma adapted_descent t : Ex E (fun w => f (x t.+1 w)) <= Ex E (fun w => f (x t w))
  + g * (m - 1) / 2%:R * Ex E (fun w => nsq (df (x t w)))
  + (g / 2%:R * z2 + g ^+ 2 * L / 2%:R * s2).
Proof.
have L0 := smooth_gt0 fL; have [if_ idf ic in_ icd idn icn] := int.
have [step ad_cst' ad_df' ad_c mds var bias] := run.
have {}ic t' : integ E (fun w => nsq (c t' w)) by exact: ic.
have {}icd t' : integ E (fun w => dot (df (x t' w)) (c t' w)) by exact: icd.
have [ia a0] := cross (v := fun t w => df (x t w)) (ad_df' t) (idn t).
have [ib b0] := cross (v := c) (ad_c t) (icn t).
set K := L * g ^+ 2 / 2%:R.
pose U w := f (x t w) + (- g) * dot (df (x t w)) (c t w) + (- g) * dot (df (x t w)) (n t w)
  + K * (nsq (c t w)) + K * 2%:R * dot (c t w) (n t w) + K * nsq (n t w).
have iU : integ E U by do ?apply: integD => //; apply: integZ.
have le1 : Ex E (fun w => f (x t.+1 w)) <= Ex E U.
  apply: Ex_le => // w; apply: le_trans (smooth_ub fL (x t w) _) _.
  have -> : x t.+1 w - x t w = (- g) *: (c t w + n t w).
    by rewrite step scaleNr addrAC subrr add0r.
  by rewrite nsqZ dotZr sqrrN dotDr nsqD /U /K; clear; rlra.
apply: le_trans le1 _.
have -> : Ex E U = Ex E (fun w => f (x t w)) - g * Ex E (fun w => dot (df (x t w)) (c t w))
  + K * Ex E (fun w => nsq (c t w)) + K * Ex E (fun w => nsq (n t w)).
  rewrite /U !ExD //; do ?apply: integD => //; do ?apply: integZ => //.
  by rewrite !ExZ // a0 b0 mulNr !mulr0 !addr0.
have v1 : Ex E (fun w => nsq (n t w)) <= M * Ex E (fun w => nsq (c t w)) + s2.
  have one Y : (fun w => (fun=> 1) w * Y w) = Y :> (Om -> R).
    by apply: funext => w; rewrite mul1r.
  have := var t _ (ad_cst' t 1) (fun=> ler01).
  rewrite (one (fun w => nsq (n t w))) (one (fun w => nsq (c t w))) Ex_cst mulr1; apply=> //.
  exact: integ_cst.
(* pointwise: -2<df,c> + |c|^2 = -|df|^2 + |b|^2 <= (m-1)|df|^2 + z2 *)
have pw : Ex E (fun w => nsq (c t w)) <= 2%:R * Ex E (fun w => dot (df (x t w)) (c t w))
    + (m - 1) * Ex E (fun w => nsq (df (x t w))) + z2.
  pose W w := 2%:R * dot (df (x t w)) (c t w) + (m - 1) * nsq (df (x t w)) + z2.
  have iW : integ E W.
    by apply: integD; [apply: integD; exact: integZ|exact: integ_cst].
  have <- : Ex E W = 2%:R * Ex E (fun w => dot (df (x t w)) (c t w))
    + (m - 1) * Ex E (fun w => nsq (df (x t w))) + z2.
    rewrite /W ExD ?Ex_cst; [|by apply: integD; exact: integZ|exact: integ_cst].
    by rewrite ExD ?ExZ //; exact: integZ.
  apply: Ex_le => // w; rewrite /W.
  have := bias t w; rewrite /c nsqD dotDr -/(nsq (df (x t w))).
  move: (nsq (df (x t w))) (nsq (b t w)) (dot (df (x t w)) (b t w)) => A B C; clear; rlra.
have q0 : 0 <= Ex E (fun w => nsq (c t w)).
  by rewrite -(Ex_cst E 0); apply: Ex_le => // [|w]; [exact: integ_cst|exact: nsq_ge0].
have hg : g * (M + 1) * L <= 1.
  have p : 0 < (M + 1) * L by apply: mulr_gt0 => //; have h := M0; clear -h; rlra.
  by rewrite -mulrA -ler_pdivl_mulr // mul1r.
move: v1 pw q0.
set N := Ex E (fun w => nsq (n t w)); set q := Ex E (fun w => nsq (c t w)).
set a := Ex E (fun w => nsq (df _)); set p := Ex E (fun w => dot _ _).
move=> v1 pw q0.
have K0 : 0 <= K.
  by rewrite /K; apply: divr_ge0; [apply: mulr_ge0; [exact: ltW|exact: sqr_ge0]|exact: ler0n].
have k1 := ler_wpmul2l K0 v1.
have k2 : g * q * (g * (M + 1) * L) <= g * q * 1.
  by apply: ler_wpmul2l => //; apply: mulr_ge0 => //; exact: ltW.
have k3 := ler_wpmul2l (ltW g0) pw.
by move: k1 k2 k3; rewrite /K; clear; rlra.
Qed.

End Process.
